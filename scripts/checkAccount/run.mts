import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod/v4';
import { crmLeadProApi } from '../../nodes/CrmLeadPro/api.ts';
import { reportConnectionFailure, reportFailedReply } from '../../nodes/shared/http/apiError.ts';
import { createRedactor } from '../../nodes/shared/http/redact.ts';
import { isFailure } from '../../nodes/shared/http/reply.ts';
import { toPlainText } from '../../nodes/shared/plainText.ts';
import { openAccount, type Account } from './account.mts';
import { askKey } from './askKey.mts';
import { DEFAULT_BASE_URL, readOptions, USAGE, type Options } from './options.mts';
import { compareReadings, firstReply } from './readings.mts';
import { countVerdicts, renderLines, renderReport } from './report.mts';
import { compareByWriting } from './writing.mts';

const say = (text: string): void => {
	process.stdout.write(`${text}\n`);
};
const complain = (text: string): void => {
	process.stderr.write(`${text}\n`);
};
const messageOf = (error: unknown): string =>
	error instanceof Error ? error.message : String(error);

/**
 * Runs the check.
 *
 * @param commandLine what stands behind the command
 * @param manifest path of package.json
 * @returns the exit code: 0 where the account could be checked, whatever was found; else 1
 */
export async function run(commandLine: readonly string[], manifest: string): Promise<number> {
	let options: Options | undefined;
	let apiKey: string;
	try {
		options = readOptions(commandLine);
		if (options === undefined) {
			say(USAGE);
			return 0;
		}
		apiKey = await askKey(process.stdin, (text) => process.stderr.write(text));
	} catch (error) {
		complain(messageOf(error));
		return 1;
	} finally {
		process.stdin.pause();
		process.stdin.unref();
	}
	const account = openAccount(options.baseUrl, apiKey);
	try {
		return await check(account, apiKey, options, manifest);
	} finally {
		await account.close();
	}
}

async function check(
	account: Account,
	apiKey: string,
	options: Options,
	manifest: string,
): Promise<number> {
	const redact = createRedactor([apiKey]);
	const problem = await findProblem(account);
	if (problem !== undefined) {
		complain(toPlainText(redact(problem)));
		return 1;
	}
	const readings = await compareReadings(account);
	const written = options.write
		? await compareByWriting(account, apiKey)
		: { findings: [], leftovers: [] };
	const findings = [...readings, ...written.findings];
	const { leftovers } = written;
	say(redact(renderLines(findings)));
	say(`\n${countVerdicts(findings)}`);
	for (const leftover of leftovers) say(redact(`Left in the account: ${leftover}`));
	const { version } = z
		.object({ version: z.string() })
		.parse(JSON.parse(await readFile(manifest, 'utf8')));
	const report = renderReport({
		packageVersion: version,
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
		complain(`The report could not be written: ${messageOf(error)}`);
		return 1;
	}
	say(`Report: ${file}\nIt has no key and no values of records. Please attach it to an issue.`);
	return 0;
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
