import { ParameterError } from '../failures';

/** Codes of failures before anything was sent, with what they mean. */
const UNREACHABLE_CODES: Readonly<Record<string, string>> = {
	ECONNREFUSED: 'the connection was refused',
	ENOTFOUND: 'its host name is unknown',
	EAI_AGAIN: 'its host name could not be looked up',
	EHOSTUNREACH: 'there is no way to its network',
	ENETUNREACH: 'there is no way to its network',
	CERT_HAS_EXPIRED: 'its certificate has expired',
	CERT_NOT_YET_VALID: 'its certificate is not valid yet',
	CERT_REVOKED: 'its certificate was revoked',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
	SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted',
	UNABLE_TO_GET_ISSUER_CERT: 'its certificate is not trusted',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not trusted',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted',
	ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
};

const CANCELLED = 'ERR_CANCELED';

/** Codes of failures after which it is open what the server did. */
const BROKEN_OFF_CODES: Readonly<Record<string, string>> = {
	ECONNABORTED: 'no answer came in time',
	ETIMEDOUT: 'no answer came in time',
	ECONNRESET: 'the connection broke off',
	EPIPE: 'the connection broke off',
	ERR_BAD_RESPONSE: 'the answer broke off',
	[CANCELLED]: 'the execution was cancelled',
};

/** Why a request got no whole reply. */
export interface ConnectionFailure {
	/** In words, e.g. "the connection was refused". */
	readonly reason: string;
	/** Whether nothing can have reached the server. */
	readonly isUnsent: boolean;
	/** Whether another attempt may go better. */
	readonly isTransient: boolean;
	/** What forbade the request, where that was this package itself. */
	readonly refusal: ParameterError | undefined;
}

/**
 * Reads what n8n's request helper threw.
 *
 * @param cause what it threw
 */
export function readConnectionFailure(cause: unknown): ConnectionFailure {
	const errors = causesOf(cause);
	const refusal = errors.find((error) => error instanceof ParameterError);
	if (refusal !== undefined) {
		return { reason: refusal.message, isUnsent: true, isTransient: false, refusal };
	}
	const codes = [...errors.map(codeOf), ...errors.map(httpCodeOf)];
	const code = codes.find((found) => found !== undefined) ?? '';
	const unreachable = UNREACHABLE_CODES[code];
	const brokenOff = BROKEN_OFF_CODES[code];
	return {
		reason: unreachable ?? brokenOff ?? (cause instanceof Error ? cause.message : String(cause)),
		isUnsent: unreachable !== undefined,
		isTransient: (unreachable ?? brokenOff) !== undefined && code !== CANCELLED,
		refusal: undefined,
	};
}

/** How far a failure's causes are followed. */
const LONGEST_CHAIN = 5;

/** A failure and what caused it, the outermost first. */
function causesOf(failure: unknown): Error[] {
	const chain: Error[] = [];
	let current = failure;
	while (current instanceof Error && chain.length < LONGEST_CHAIN) {
		chain.push(current);
		current = current.cause;
	}
	return chain;
}

function codeOf(error: Error): string | undefined {
	return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/**
 * n8n 1 throws a NodeApiError without a cause, which has the connection's code among the statuses,
 * or the status of the reply where that broke off: no status is a failure by itself here.
 */
function httpCodeOf(error: Error): string | undefined {
	if (!('httpCode' in error) || typeof error.httpCode !== 'string') return undefined;
	return /^\d{3}$/.test(error.httpCode) ? 'ERR_BAD_RESPONSE' : error.httpCode;
}
