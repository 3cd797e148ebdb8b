import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod/v4';
import { crmLeadProApi } from '../../nodes/CrmLeadPro/api.ts';
import { reportConnectionFailure, reportFailedReply } from '../../nodes/shared/http/apiError.ts';
import { createRedactor } from '../../nodes/shared/http/redact.ts';
import { isFailure } from '../../nodes/shared/http/reply.ts';
import { toPlainText } from '../../nodes/shared/plainText.ts';
import { openAccount, type Account } from './account.mts';
import { askKey, type KeyInput } from './askKey.mts';
import { sortFindings } from './finding.mts';
import { DEFAULT_BASE_URL, readOptions, USAGE, type Options } from './options.mts';
import { compareReadings, firstReply } from './readings.mts';
import { countVerdicts, renderLines, renderReport } from './report.mts';
import { compareByWriting, withoutWriting } from './writing.mts';

const MANIFEST = join(import.meta.dirname, '..', '..', 'package.json');
/** Before each request, in ms. */
const PAUSE = 100;

/** Where a run reads and writes. */
export interface Terminal {
	readonly input: KeyInput;
	readonly say: (text: string) => unknown;
	readonly complain: (text: string) => unknown;
}

const messageOf = (error: unknown): string =>
	error instanceof Error ? error.message : String(error);

/**
 * Runs the check.
 *
 * @param commandLine what stands behind the command
 * @param pause before each request, in ms
 * @returns the exit code: 0 where the account could be checked, whatever was found; else 1
 */
export async function run(
	commandLine: readonly string[],
	terminal: Terminal,
	pause = PAUSE,
): Promise<number> {
	const { input, say, complain } = terminal;
	let options: Options | undefined;
	let apiKey: string;
	try {
		options = readOptions(commandLine);
		if (options === undefined) {
			say(USAGE);
			return 0;
		}
		apiKey = await askKey(input, complain);
	} catch (error) {
		complain(`${messageOf(error)}\n`);
		return 1;
	}
	const account = openAccount(options.baseUrl, apiKey, pause);
	try {
		return await check(account, apiKey, options, terminal);
	} finally {
		await account.close();
	}
}

async function check(
	account: Account,
	apiKey: string,
	options: Options,
	{ say, complain }: Terminal,
): Promise<number> {
	const redact = createRedactor([apiKey]);
	say(
		`Asking ${new URL(options.baseUrl).host}, ${options.write ? 'with one test lead and one webhook' : 'without changing anything'} …\n\n`,
	);
	const problem = await findProblem(account);
	if (problem !== undefined) {
		complain(`${toPlainText(redact(problem))}\n`);
		return 1;
	}
	const readings = await compareReadings(account);
	const { findings: written, leftovers } = options.write
		? await compareByWriting(account, apiKey)
		: { findings: withoutWriting(), leftovers: [] };
	const findings = sortFindings([...readings, ...written]);
	say(redact(`${renderLines(findings)}\n${countVerdicts(findings)}\n`));
	for (const leftover of leftovers) say(redact(`Left in the account: ${leftover}\n`));
	const report = renderReport({
		packageVersion: await readVersion(),
		isDefaultBaseUrl: options.baseUrl === DEFAULT_BASE_URL,
		wrote: options.write,
		account,
		findings,
		leftovers,
	});
	const day = new Date().toISOString().slice(0, 10);
	const file = resolve(options.output ?? `check-account-${day}.md`);
	try {
		await writeFile(file, redact(report));
	} catch (error) {
		complain(`The report could not be written: ${messageOf(error)}\n`);
		return 1;
	}
	say(`\nReport: ${file}\nIt has no key and no values of records. Please attach it to an issue.\n`);
	return 0;
}

async function readVersion(): Promise<string> {
	const manifest: unknown = JSON.parse(await readFile(MANIFEST, 'utf8'));
	return z.object({ version: z.string() }).parse(manifest).version;
}

const KEY_ADVICE = 'Enter a key from CRMLead Pro: Settings → API → Generate Key.';

/** Says why nothing can be checked; undefined where the account answers as an API does. */
async function findProblem(account: Account): Promise<string | undefined> {
	let problem: string | undefined;
	for (const path of ['/leads', '/pipelines']) {
		const request = { method: 'GET', path } as const;
		try {
			const reply = await firstReply(account, path);
			if (!isFailure(reply) && reply.body !== undefined) return undefined;
			if (isFailure(reply)) {
				const { happened } = reportFailedReply(crmLeadProApi, request, reply);
				const isKey = reply.status === 401 || reply.status === 403;
				problem ??= `${happened}. ${isKey ? KEY_ADVICE : 'Check --base-url.'}`;
				if (reply.status === 401 || reply.status === 429) return problem;
			} else {
				problem ??= `What answers at the Base URL is not CRMLead Pro’s API: it sent no JSON (HTTP ${reply.status}). Check --base-url.`;
			}
		} catch (error) {
			const { happened } = reportConnectionFailure(
				crmLeadProApi,
				request,
				error,
				account.client.baseUrl,
			);
			return `${happened}. Check --base-url and the network.`;
		}
	}
	return problem;
}
