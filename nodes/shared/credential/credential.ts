import { createHash } from 'node:crypto';

import type {
	ICredentialDataDecryptedObject,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import type { Api, ApiAccess } from '../api';
import { ParameterError } from '../failures';
import { isJsonObject, valueAt } from '../json';

/** Describes a credential's field for a required key, which is never shown. */
export function keyProperty(
	texts: Pick<INodeProperties, 'name' | 'displayName' | 'description' | 'placeholder'>,
): INodeProperties {
	return {
		...texts,
		type: 'string',
		typeOptions: { password: true },
		required: true,
		default: '',
	};
}

const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Whether an absolute URL is on the same computer.
 *
 * @throws {TypeError} when it is not an absolute URL
 */
export function isLoopback(address: string): boolean {
	return LOOPBACK_HOST.test(new URL(address).hostname);
}

/** What is wrong with a text that n8n's URL parser would silently change into another address. */
const SILENTLY_CHANGED: ReadonlyArray<readonly [sign: RegExp, happened: string, advice: string]> = [
	[/\s/, 'contains a space or a line break', 'Remove it, or write %20 where the address has one.'],
	[/\\/, 'contains a backslash', 'Write / in place of \\.'],
	[
		/^https?:(?!\/\/[^/])/i,
		'is not a URL',
		'Enter an address such as https://crm.example.com/api/v1.',
	],
];

/**
 * Checks a base URL: https, or plain http on the same computer (`localhost`, `127.0.0.0/8`, `[::1]`).
 *
 * @param text what the user typed; surrounding spaces and a trailing slash are fine
 * @returns the URL without a trailing slash
 * @throws {ParameterError} when it is no URL, has another scheme, a query or a fragment, or carries a user name
 */
export function readBaseUrl(text: string): string {
	const trimmed = text.trim();
	const changed = SILENTLY_CHANGED.find(([sign]) => sign.test(trimmed));
	if (changed !== undefined) {
		const [, happened, advice] = changed;
		throw new ParameterError(`The Base URL in the credential ${happened}`, advice);
	}
	if (!URL.canParse(trimmed)) {
		throw new ParameterError(
			'The Base URL in the credential is not a URL',
			'Enter an address such as https://crm.example.com/api/v1.',
		);
	}
	const url = new URL(trimmed);
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(trimmed))) {
		throw new ParameterError(
			'The Base URL in the credential must start with https://, because over plain http anyone on the way could read the API key',
			'Change the Base URL to https://. Plain http is accepted for this computer only (localhost, 127.0.0.1, [::1]).',
		);
	}
	if (url.username !== '' || url.password !== '') {
		throw new ParameterError(
			'The Base URL in the credential must not contain a user name or a password',
			'Remove the part before the @ sign.',
		);
	}
	const address = `${url.origin}${url.pathname}`.replace(/\/+$/, '');
	const [extra, mark] =
		url.search !== '' ? ['query', '?'] : url.hash !== '' ? ['fragment', '#'] : [];
	if (extra !== undefined) {
		throw new ParameterError(
			`The Base URL in the credential must not contain a ${extra}`,
			`Remove the ${mark} and what follows it, so that ${address} is left.`,
		);
	}
	return address;
}

interface Risk {
	/** Whether a request's options have this risk. */
	readonly isIn: (options: Readonly<Record<string, unknown>>, target: URL) => boolean;
	readonly reason: string;
	readonly advice: string;
}

/**
 * Options by which someone other than the server could read a key. Whoever edits a workflow can set them
 * in n8n's HTTP Request node. That node uses the names of n8n's older request function: `rejectUnauthorized`,
 * `proxy`, `agentOptions`; the newer one has `skipSslCertificateValidation`.
 */
const RISKS: readonly Risk[] = [
	{
		isIn: ({ skipSslCertificateValidation, rejectUnauthorized, agentOptions }) =>
			skipSslCertificateValidation === true ||
			rejectUnauthorized === false ||
			valueAt(agentOptions, ['rejectUnauthorized']) === false,
		reason: 'the certificate of the server would not be checked',
		advice:
			'Turn off "Ignore SSL Issues". For a certificate of your own, name its file in the environment variable NODE_EXTRA_CA_CERTS of n8n.',
	},
	{
		isIn: ({ proxy }, { protocol }) => isGiven(proxy) && protocol === 'http:',
		reason: 'the proxy would read it: the Base URL starts with http://',
		advice: 'Remove the proxy: the server is on the same computer as n8n.',
	},
	{
		isIn: ({ proxy, agentOptions }) => isGiven(proxy) && isGiven(valueAt(agentOptions, ['ca'])),
		reason: 'the proxy could pass for the server with a certificate of the authority that is given',
		advice: 'Remove the proxy, or the CA of the SSL certificates.',
	},
	{
		isIn: ({ headers }, { host }) =>
			isJsonObject(headers) &&
			Object.entries(headers).some(
				([name, value]) => name.trim().toLowerCase() === 'host' && value !== host,
			),
		reason: 'the Host header names another server than the Base URL',
		advice: 'Remove the Host header.',
	},
];

function isGiven(value: unknown): boolean {
	return value !== undefined && value !== null && value !== '' && value !== false;
}

function findRisk(options: IHttpRequestOptions, target: URL): Risk | undefined {
	const given: Readonly<Record<string, unknown>> = { ...options };
	return RISKS.find(({ isIn }) => isIn(given, target));
}

/**
 * Adds headers with keys to a request, but only to one for the credential's own base URL.
 *
 * @param baseUrl the credential's base URL, as the user typed it
 * @param headers header values with keys in them
 * @returns the request with the headers
 * @throws {ParameterError} when the base URL is not allowed, the request goes to another origin, or its
 * options would let others read the key on the way
 */
export function authenticateFor(
	options: IHttpRequestOptions,
	baseUrl: string,
	headers: Readonly<Record<string, string>>,
): IHttpRequestOptions {
	const allowed = new URL(readBaseUrl(baseUrl)).origin;
	// The HTTP Request node names the address "uri".
	const address = options.url ?? ('uri' in options ? String(options.uri) : '');
	const target = URL.canParse(address, options.baseURL)
		? new URL(address, options.baseURL).origin
		: undefined;
	if (target !== allowed) {
		throw new ParameterError(
			`This credential is for ${allowed} only, so its key was not sent to ${target ?? 'another address'}`,
			'Use a URL below the Base URL of the credential.',
		);
	}
	const risk = findRisk(options, new URL(allowed));
	if (risk !== undefined) {
		throw new ParameterError(
			`The key of this credential was not sent, because ${risk.reason}`,
			risk.advice,
		);
	}
	return {
		...options,
		headers: { ...options.headers, ...headers },
		// n8n sends keys along redirects to other hosts: by default the Authorization header,
		// and, whatever the flag says, every header of another name.
		sendCredentialsOnCrossOriginRedirect: false,
		allowedDomains: new URL(allowed).hostname,
	};
}

/**
 * Reads a key as pasted: surrounding spaces and line breaks are dropped.
 *
 * @param label what users call it, e.g. "API Key"
 * @throws {ParameterError} when it is empty or has characters that cannot be sent in a header
 */
export function readKey(data: ICredentialDataDecryptedObject, name: string, label: string): string {
	const value = data[name];
	const key = typeof value === 'string' ? value.trim() : '';
	if (key === '') {
		throw new ParameterError(
			`The ${label} in the credential is empty`,
			'Open the credential and enter it.',
		);
	}
	if (!/^[\x21-\x7e]+$/.test(key)) {
		throw new ParameterError(
			`The ${label} in the credential contains characters that no key has, e.g. a space`,
			'Copy the key again, from its first to its last character.',
		);
	}
	return key;
}

/**
 * Reads and checks a decrypted credential.
 *
 * @throws {ParameterError} when a key is missing, the base URL is not allowed or the limit is no number
 */
export function readAccess(
	{ readCredential }: Pick<Api, 'readCredential'>,
	data: ICredentialDataDecryptedObject,
): ApiAccess {
	const settings = readCredential(data);
	const baseUrl = readBaseUrl(settings.baseUrl);
	return {
		baseUrl,
		secrets: settings.secrets,
		account: createAccountMark(baseUrl, settings.accountKey),
		requestsPerMinute: readRequestsPerMinute(settings.requestsPerMinute),
	};
}

/**
 * Checks a limit that a user entered in a credential.
 *
 * @param value what n8n stored
 * @returns requests/min, or undefined where nothing was entered
 * @throws {ParameterError} when it is not a whole number of at least 1
 */
export function readRequestsPerMinute(value: unknown): number | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	const limit = Number(value);
	if (!Number.isInteger(limit) || limit < 1) {
		throw new ParameterError(
			'Requests per Minute in the credential must be a whole number of at least 1',
			'Enter how many requests the plan allows in a minute.',
		);
	}
	return limit;
}

/**
 * Hashes base URL and key to identify the account without revealing the key.
 *
 * @param baseUrl checked base URL
 * @returns 16 hex digits, the same for the same account
 */
export function createAccountMark(baseUrl: string, key: string): string {
	return createHash('sha256').update(`${baseUrl}\n${key}`).digest('hex').slice(0, 16);
}
