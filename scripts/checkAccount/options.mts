import { parseArgs } from 'node:util';
import { readBaseUrl } from '../../nodes/shared/credential/credential.ts';
import { ParameterError } from '../../nodes/shared/failures.ts';
import { MOST_REQUESTS } from './account.mts';

/** Where CRMLead Pro's API stands, as documented. */
export const DEFAULT_BASE_URL = 'https://crmleadpro.in/api/v1';

export const USAGE = `npm run check-account -- [options]

Compares what your CRMLead Pro account answers with what the nodes expect, and writes a report without your key or
personal data. It asks for the API key, or takes it from standard input. It sends at most ${MOST_REQUESTS}
requests, one at a time.

--write            also creates, updates and archives one test lead, and registers and removes one webhook
--base-url <url>   ${DEFAULT_BASE_URL} unless given
--output <file>    where the report goes; a file in the current folder unless given
--help             this text
`;

/** What was asked for on the command line. */
export interface Options {
	/** Checked, without a trailing slash. */
	readonly baseUrl: string;
	readonly write: boolean;
	/** Path of the report; undefined for the usual one. */
	readonly output: string | undefined;
}

/**
 * Reads the command line.
 *
 * @returns undefined where only the usage was asked for
 * @throws Error that says what is wrong with it
 */
export function readOptions(commandLine: readonly string[]): Options | undefined {
	const { values } = parseArgs({
		args: [...commandLine],
		options: {
			'base-url': { type: 'string', default: DEFAULT_BASE_URL },
			write: { type: 'boolean', default: false },
			output: { type: 'string' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return undefined;
	return {
		baseUrl: checkBaseUrl(values['base-url']),
		write: values.write,
		output: values.output,
	};
}

function checkBaseUrl(text: string): string {
	try {
		return readBaseUrl(text);
	} catch (error) {
		if (!(error instanceof ParameterError)) throw error;
		const happened = error.message.replace('The Base URL in the credential', '--base-url');
		throw new Error(`${happened}. ${error.advice}`, { cause: error });
	}
}
