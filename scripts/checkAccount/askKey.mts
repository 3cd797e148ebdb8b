import type { Readable } from 'node:stream';
import { readKey } from '../../nodes/shared/credential/credential.ts';
import { ParameterError } from '../../nodes/shared/failures.ts';

/** Where a key is typed or piped in. */
export interface KeyInput extends Readable {
	readonly isTTY?: boolean;
	setRawMode?: (isRaw: boolean) => unknown;
	/** Files have none. */
	unref?: () => unknown;
}

/** Ctrl-D is the last. */
const END_OF_LINE = ['\r', '\n', '\u0004'];
const CANCEL = '\u0003';
const ERASE = /[\b\u007f]/;
const CONTROL = /\p{Control}/u;
/** Characters of a key; a longer input is something else. */
const LONGEST_KEY = 10_000;

/**
 * Asks for the API key. On a terminal nothing of what is typed is shown; otherwise the first line is read.
 *
 * @param prompt shows a text
 * @throws Error when there is none, it was cancelled, or it has characters that no key has
 */
export async function askKey(input: KeyInput, prompt: (text: string) => void): Promise<string> {
	const isTerminal = input.isTTY === true;
	if (isTerminal) {
		input.setRawMode?.(true);
		prompt('CRMLead Pro API key (not shown while you type or paste it): ');
	}
	try {
		return checkKey(await readLine(input));
	} finally {
		if (isTerminal) {
			input.setRawMode?.(false);
			prompt('\n');
		}
		input.pause();
		input.unref?.();
	}
}

async function readLine(input: KeyInput): Promise<string> {
	let line = '';
	// Once destroyed, a terminal cannot be told to leave raw mode.
	for await (const chunk of input.iterator({ destroyOnReturn: false })) {
		for (const character of String(chunk)) {
			if (character === CANCEL) throw new Error('Cancelled: nothing was sent.');
			if (END_OF_LINE.includes(character)) return line;
			if (ERASE.test(character)) line = line.slice(0, -1);
			else if (!CONTROL.test(character) && line.length < LONGEST_KEY) line += character;
		}
	}
	return line;
}

function checkKey(text: string): string {
	try {
		return readKey({ apiKey: text.replaceAll(/\[20[01]~/g, '') }, 'apiKey', 'API key');
	} catch (error) {
		if (!(error instanceof ParameterError)) throw error;
		throw new Error(
			`${error.message.replace(' in the credential', '')}. Copy it from CRMLead Pro: Settings → API → Generate Key.`,
			{ cause: error },
		);
	}
}
