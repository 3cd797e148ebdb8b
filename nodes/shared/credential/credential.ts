import { createHash } from 'node:crypto';

import type {
	ICredentialDataDecryptedObject,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { ParameterError } from '../failures';

/**
 * Describes a credential's field for a key that it cannot do without: required, and never shown.
 *
 * @param texts its name and what users read
 */
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
 * Tells whether an address is on the same computer.
 *
 * @param address an absolute URL
 * @throws {TypeError} when it is none
 */
export function isLoopback(address: string): boolean {
	return LOOPBACK_HOST.test(new URL(address).hostname);
}

/**
 * Checks a base URL: https, or plain http on the same computer (`localhost`, `127.0.0.0/8`, `[::1]`).
 *
 * @param text what the user typed; surrounding spaces and a trailing slash are fine
 * @returns the URL without a trailing slash, query and fragment
 * @throws {ParameterError} when it is no URL, has another scheme, or carries a user name
 */
export function readBaseUrl(text: string): string {
	const trimmed = text.trim();
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
	return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/**
 * Adds headers with keys to a request, but only to one for the credential's own base URL.
 *
 * @param options the request
 * @param baseUrl the credential's base URL, as the user typed it
 * @param headers header values with keys in them
 * @returns the request with the headers
 * @throws {ParameterError} when the base URL is not allowed or the request goes to another origin
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
	return {
		...options,
		headers: { ...options.headers, ...headers },
		// n8n sends keys along redirects to other hosts unless told not to: the Authorization header,
		// and, whatever the flag says, every header of another name.
		sendCredentialsOnCrossOriginRedirect: false,
		allowedDomains: new URL(allowed).hostname,
	};
}

/**
 * Reads a key as pasted: surrounding spaces and line breaks are dropped.
 *
 * @param data the decrypted credential
 * @param name the credential's field
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
 * Checks a limit that a user entered in a credential.
 *
 * @param value what n8n stored
 * @returns requests/min, or undefined where nothing was entered
 * @throws {ParameterError} when it is no whole number of at least 1
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
 * Makes a mark of the account that a key opens, which does not tell the key.
 *
 * @param baseUrl checked base URL
 * @param key the key that names the account
 * @returns 16 hex digits, the same for the same account
 */
export function createAccountMark(baseUrl: string, key: string): string {
	return createHash('sha256').update(`${baseUrl}\n${key}`).digest('hex').slice(0, 16);
}
