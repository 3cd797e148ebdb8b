import { decodeStepwise } from './decodedText';

/** Characters of a secret in a row that may not be shown: servers and this package cut texts anywhere. */
const SHOWN_AT_MOST = 7;
/** Shorter secrets are not looked for: they are parts of ordinary texts. */
const SHORTEST_SECRET = 4;

/** How a part of a secret is recognised in a text that was decoded. */
export interface SecretForms {
	/** In any letter case: as it is, and in hex. */
	readonly folded: readonly Fragments[];
	/** In base64, of the secret alone and within other bytes. */
	readonly base64: readonly Fragments[];
	/** Secrets too short for parts of them to be recognised; they count as whole words. */
	readonly words: readonly string[];
}

/**
 * Prepares the search for secrets.
 *
 * @param secrets what must not be shown
 */
export function prepareSecretForms(secrets: readonly string[]): SecretForms {
	const long = secrets.filter(({ length }) => length > SHOWN_AT_MOST);
	const plainSize = SHOWN_AT_MOST + 1;
	const base64 = long.flatMap((secret) => toBase64Forms(Buffer.from(secret)));
	return {
		folded: [
			new Fragments(long.flatMap(toSpellings).map(foldCase), plainSize),
			new Fragments(
				long.map((secret) => Buffer.from(secret).toString('hex')),
				2 * plainSize,
			),
		],
		// So many characters are certain wherever the bytes of eight characters begin.
		base64: [
			new Fragments(base64, 10),
			new Fragments(
				base64.flatMap((form) => toBase64Forms(Buffer.from(form))),
				12,
			),
		],
		words: secrets
			.filter(({ length }) => length >= SHORTEST_SECRET && length <= SHOWN_AT_MOST)
			.flatMap((secret) => [secret, ...decodeStepwise(secret).map(({ text }) => text)]),
	};
}

/** Texts of one size, each from somewhere within the texts that are looked for. */
export class Fragments {
	readonly size: number;
	readonly #fragments = new Set<string>();
	/** Marks how fragments begin, so that little else has to be looked up. */
	readonly #beginnings = new Uint8Array(1 << 14);

	constructor(texts: readonly string[], size: number) {
		this.size = size;
		for (const text of texts) {
			for (let at = 0; at + size <= text.length; at += 1) {
				this.#fragments.add(text.slice(at, at + size));
				this.#beginnings[hashAt(text, at)] = 1;
			}
		}
	}

	/** Whether one of them stands there. */
	isAt(text: string, at: number): boolean {
		return (
			this.#beginnings[hashAt(text, at)] === 1 &&
			this.#fragments.has(text.slice(at, at + this.size))
		);
	}
}

function hashAt(text: string, at: number): number {
	const [first, second] = [text.charCodeAt(at), text.charCodeAt(at + 1)];
	const [third, fourth] = [text.charCodeAt(at + 2), text.charCodeAt(at + 3)];
	return (first * 1327 + second * 643 + third * 31 + fourth) & ((1 << 14) - 1);
}

/** The ways in which a secret may read once a text is decoded. */
function toSpellings(secret: string): string[] {
	const forms = [secret, secret.toLowerCase(), secret.toUpperCase()].flatMap((spelling) => [
		spelling,
		spelling.normalize('NFC'),
		spelling.normalize('NFD'),
		// As forms are sent.
		spelling.replaceAll(' ', '+'),
	]);
	// What a text is decoded to may be what the secret itself would be decoded to.
	return [...new Set(forms)].flatMap((form) => decodeStepwise(form).map(({ text }) => text));
}

/**
 * Writes a text so that letter case does not matter; as many characters as before.
 *
 * @param text any text
 */
export function foldCase(text: string): string {
	const folded = text.toLowerCase();
	if (folded.length === text.length) return folded;
	return Array.from({ length: text.length }, (_, at) => {
		const unit = text.charAt(at).toLowerCase();
		return unit.length === 1 ? unit : text.charAt(at);
	}).join('');
}

/** Base64 of the bytes behind none, one and two others, without the characters that have a part in those. */
function toBase64Forms(bytes: Buffer): string[] {
	return [0, 1, 2].map((before) => {
		const padded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
		const certain = Math.floor((8 * (before + bytes.length)) / 6);
		return padded.slice(Math.ceil((8 * before) / 6), certain);
	});
}
