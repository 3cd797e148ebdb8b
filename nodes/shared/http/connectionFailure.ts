import { ParameterError } from '../failures';
import { DURING_HANDSHAKE, FAILURE_KINDS, type FailureKind } from './connectionFailures';

/** Why a request got no complete reply. */
export interface ConnectionFailure {
	/** In words, e.g. "the connection was refused". */
	readonly reason: string;
	/** Whether it is certain that nothing reached the server. */
	readonly isUnsent: boolean;
	/** Whether a reply came that cannot be read. */
	readonly isUnreadable: boolean;
	/** Whether another attempt may succeed. */
	readonly isTransient: boolean;
	/** This package's own error, where it did not let the request out. */
	readonly ownError: ParameterError | undefined;
	/** What to do about it, where there is more to say than whether something was sent. */
	readonly advice: string | undefined;
	/** The proxy, where that is what could not be reached, e.g. "127.0.0.1:3128". */
	readonly proxy: string | undefined;
}

const CHECK_PROXY =
	'Check the proxy that n8n uses: the environment variables HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY of n8n.';

/**
 * Reads what n8n's request helper threw.
 *
 * @param target the request's URL; without it, a proxy's failures cannot be distinguished from the server's
 */
export function readConnectionFailure(cause: unknown, target?: string): ConnectionFailure {
	const errors = causesOf(cause);
	const ownError = errors.find((error) => error instanceof ParameterError);
	if (ownError !== undefined) {
		return {
			reason: ownError.message,
			isUnsent: true,
			isUnreadable: false,
			isTransient: false,
			ownError,
			advice: undefined,
			proxy: undefined,
		};
	}
	const signs = [
		...errors.flatMap(signsOf),
		...(errors.some(isDuringHandshake) ? [DURING_HANDSHAKE] : []),
	];
	const kind = FAILURE_KINDS.find(({ codes, words }) =>
		signs.some((sign) => codes?.includes(sign) === true || words?.test(sign) === true),
	);
	const proxy = kind?.reached === 'nothing' ? findProxy(signs, target) : undefined;
	return {
		reason: kind?.reason ?? (cause instanceof Error ? cause.message : String(cause)),
		isUnsent: kind?.reached === 'nothing',
		isUnreadable: kind?.reached === 'reply',
		isTransient: kind?.isTransient ?? false,
		ownError: undefined,
		advice: proxy === undefined ? adviceOf(kind, target) : CHECK_PROXY,
		proxy,
	};
}

function adviceOf(kind: FailureKind | undefined, target = ''): string | undefined {
	return target.startsWith('http://') ? (kind?.adviceForPlainHttp ?? kind?.advice) : kind?.advice;
}

/** How far a failure's causes are followed. */
const LONGEST_CHAIN = 5;

/** An error of whatever realm: n8n's streams may have their own. */
interface ErrorLike {
	readonly message: string;
	readonly [property: string]: unknown;
}

function isErrorLike(value: unknown): value is ErrorLike {
	const hasMessage = typeof value === 'object' && value !== null && 'message' in value;
	return hasMessage && typeof value.message === 'string';
}

/** A failure and what caused it, the outermost first. */
function causesOf(failure: unknown): ErrorLike[] {
	const chain: ErrorLike[] = [];
	let current = failure;
	while (isErrorLike(current) && chain.length < LONGEST_CHAIN) {
		chain.push(current);
		// A connection that was tried at several addresses.
		const attempts: unknown[] = Array.isArray(current.errors) ? current.errors : [];
		chain.push(...attempts.slice(0, 5).filter(isErrorLike));
		current = current.cause;
	}
	return chain;
}

/** The codes, names and messages by which a failure is recognised. */
function signsOf(error: ErrorLike): string[] {
	const { code, name, message } = error;
	const messages: unknown[] = Array.isArray(error.messages) ? error.messages : [];
	return [code, ...httpCodeOf(error), name, message, ...messages].filter(
		(sign) => typeof sign === 'string',
	);
}

/**
 * Whether the connection was still agreeing on encryption, so that nothing of the request had left: the
 * error alone does not say so.
 */
function isDuringHandshake(error: ErrorLike): boolean {
	return propertyOf(propertyOf(error.request, 'socket'), 'secureConnecting') === true;
}

/** Reads a property of whatever object, inherited ones included. */
function propertyOf(value: unknown, name: string): unknown {
	return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/**
 * n8n 1 throws a NodeApiError without a cause, which has the connection's code in place of a status.
 * Where a reply broke off it has that reply's status, which counts as a bad response.
 */
function httpCodeOf({ httpCode }: ErrorLike): string[] {
	if (typeof httpCode !== 'string') return [];
	return [/^\d{3}$/.test(httpCode) ? 'ERR_BAD_RESPONSE' : httpCode];
}

const CONNECTED_TO = /\bconnect E[A-Z]+ (\S+):(\d{1,5})\b/;
const LOOKED_UP = /\bgetaddrinfo E[A-Z_]+ (\S+)/;
const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** Finds a proxy that could not be reached: the address in the error is not that of the target. */
function findProxy(signs: readonly string[], target: string | undefined): string | undefined {
	if (target === undefined || !URL.canParse(target)) return undefined;
	const { hostname, port, protocol } = new URL(target);
	for (const sign of signs) {
		const [, address, tried] = CONNECTED_TO.exec(sign) ?? [];
		if (tried !== undefined && tried !== (port === '' ? DEFAULT_PORTS[protocol] : port)) {
			return `${address}:${tried}`;
		}
		const [, host] = LOOKED_UP.exec(sign) ?? [];
		if (host !== undefined && host.toLowerCase() !== hostname) return host;
	}
	return undefined;
}
