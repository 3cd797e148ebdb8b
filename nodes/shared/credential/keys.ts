import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { readBaseUrl } from './baseUrl';
import { ParameterError } from '../failures';

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
