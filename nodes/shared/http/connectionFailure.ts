import { ParameterError } from '../failures';
import { FAILURE_KINDS, type FailureKind } from './connectionFailures';

/** Why a request got no whole reply. */
export interface ConnectionFailure {
	/** In words, e.g. "the connection was refused". */
	readonly reason: string;
	/** Whether nothing can have reached the server. */
	readonly isUnsent: boolean;
	/** Whether a reply came, but one that cannot be read. */
	readonly isUnreadable: boolean;
	/** Whether another attempt may go better. */
	readonly isTransient: boolean;
	/** What forbade the request, where that was this package itself. */
	readonly refusal: ParameterError | undefined;
	/** What to do about it, where there is more to say than whether something was sent. */
	readonly advice: string | undefined;
	/** The proxy that could not be reached in place of the server, e.g. "127.0.0.1:3128". */
	readonly proxy: string | undefined;
}

const CHECK_PROXY =
	'Check the proxy that n8n uses: the environment variables HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY of n8n.';

/**
 * Reads what n8n's request helper threw.
 *
 * @param cause what it threw
 * @param target the URL that was asked for; without it, a proxy's failures are not told from the server's
 */
export function readConnectionFailure(cause: unknown, target?: string): ConnectionFailure {
	const errors = causesOf(cause);
	const refusal = errors.find((error) => error instanceof ParameterError);
	if (refusal !== undefined) {
		return {
			reason: refusal.message,
			isUnsent: true,
			isUnreadable: false,
			isTransient: false,
			refusal,
			advice: undefined,
			proxy: undefined,
		};
	}
	const signs = errors.flatMap(signsOf);
	const kind = FAILURE_KINDS.find(({ codes, words }) =>
		signs.some((sign) => codes?.includes(sign) === true || words?.test(sign) === true),
	);
	const proxy = kind?.reached === 'nothing' ? findProxy(signs, target) : undefined;
	return {
		reason: kind?.reason ?? (cause instanceof Error ? cause.message : String(cause)),
		isUnsent: kind?.reached === 'nothing',
		isUnreadable: kind?.reached === 'reply',
		isTransient: kind?.isTransient ?? false,
		refusal: undefined,
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
 * n8n 1 throws a NodeApiError without a cause, which has the connection's code among the statuses,
 * or the status of the reply where that broke off: no status is a failure by itself here.
 */
function httpCodeOf({ httpCode }: ErrorLike): string[] {
	if (typeof httpCode !== 'string') return [];
	return [/^\d{3}$/.test(httpCode) ? 'ERR_BAD_RESPONSE' : httpCode];
}

const CONNECTED_TO = /\bconnect E[A-Z]+ (\S+):(\d{1,5})\b/;
const LOOKED_UP = /\bgetaddrinfo E[A-Z_]+ (\S+)/;
const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** Finds the proxy that a connection failed to: what was connected to is not what was asked for. */
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
