import { ParameterError } from '../failures';

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
