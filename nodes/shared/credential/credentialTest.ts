import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import type { Api } from '../api';
import type { FailureReport } from '../http/apiError';
import {
	reportConnectionFailure,
	reportFailedReply,
	reportUnexpectedReply,
} from '../http/apiError';
import { toWholeReply } from '../http/transport';
import { redact } from '../http/redact';
import { UnexpectedReplyError } from '../failures';
import { readAccess } from './credential';
import { toPlainText } from '../plainText';
import { endWithin } from '../timeLimit';
import type { ApiReply } from '../http/reply';
import { isFailure } from '../http/reply';
import type { ApiRequest } from '../http/request';

/** How long a connection may be silent, in ms. */
const TEST_TIMEOUT = 15_000;
/** How long the test may take in all, in ms. */
const TEST_LIMIT = 30_000;

/**
 * Makes a credential test that passes only where the API accepts the key and answers as it should,
 * and that otherwise says what happened and what to do.
 *
 * @param path what to GET, below the base URL
 * @param read throws UnexpectedReplyError where the body is not the API's
 */
export function createCredentialTest(api: Api, path: string, read: (reply: ApiReply) => unknown) {
	return async function testCredential(
		this: ICredentialTestFunctions,
		{ data = {} }: ICredentialsDecrypted,
	): Promise<INodeCredentialTestResult> {
		const request: ApiRequest = { method: 'GET', path };
		const failure = await findFailure(api, request, data, read, this.helpers);
		return failure === undefined
			? { status: 'OK', message: 'Connection successful!' }
			: { status: 'Error', message: failure };
	};
}

async function findFailure(
	api: Api,
	request: ApiRequest,
	data: ICredentialDataDecryptedObject,
	read: (reply: ApiReply) => unknown,
	helpers: ICredentialTestFunctions['helpers'],
): Promise<string | undefined> {
	let secrets: readonly string[] = [];
	let baseUrl: string | undefined;
	const toMessage = ({ happened, advice }: FailureReport): string =>
		toPlainText(redact(`${happened}. ${advice}`, secrets));
	try {
		const access = readAccess(api, data);
		({ secrets, baseUrl } = access);
		const { url, headers } = api.authenticate(data, {
			url: `${baseUrl}${request.path}`,
			headers: { Accept: 'application/json' },
		});
		const reply = await endWithin(TEST_LIMIT, undefined, async (signal) => {
			// A credential test is given this older request function only.
			const response: unknown = await helpers.request({
				method: request.method,
				uri: url,
				headers,
				followRedirect: false,
				simple: false,
				resolveWithFullResponse: true,
				useStream: true,
				timeout: TEST_TIMEOUT,
			});
			return await toWholeReply(response, access.secrets, signal);
		});
		const report = judge(api, request, reply, read);
		return report === undefined ? undefined : toMessage(report);
	} catch (error) {
		return toMessage(reportConnectionFailure(api, request, error, baseUrl));
	}
}

const CHECK_BASE_URL =
	'Check the Base URL: it ends before the names of what is asked for, such as /leads.';

/** Whether the address has no such endpoint: the test requests no record that could be missing. */
function isNoEndpoint({ status }: ApiReply): boolean {
	return status === 404 || status === 405 || status === 410;
}

/** What is wrong with a reply, if anything is. */
function judge(
	api: Api,
	request: ApiRequest,
	reply: ApiReply,
	read: (reply: ApiReply) => unknown,
): FailureReport | undefined {
	if (isFailure(reply)) {
		const report = reportFailedReply(api, request, reply);
		return isNoEndpoint(reply) ? { ...report, advice: CHECK_BASE_URL } : report;
	}
	try {
		read(reply);
		return undefined;
	} catch (error) {
		return error instanceof UnexpectedReplyError
			? reportUnexpectedReply(api, request, reply, error.expected)
			: reportConnectionFailure(api, request, error);
	}
}
