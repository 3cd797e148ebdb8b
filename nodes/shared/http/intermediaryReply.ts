import type { ApiReply } from './reply';

/** A reply from an intermediary between n8n and the API, which did not forward the request. */
export interface IntermediaryReply {
	/** What happened, with `{api}` in place of the product's name. */
	readonly happened: string;
	readonly advice: string;
	/** Whether another attempt may succeed. */
	readonly isTransient: boolean;
}

interface IntermediaryKind extends IntermediaryReply {
	readonly statuses?: readonly number[];
	/** Lower-case name of a header, and its value. */
	readonly header?: readonly [name: string, value: RegExp];
	readonly text?: RegExp;
}

const CHECK_PROXY =
	'Ask whoever runs n8n to check the proxy in its environment variables HTTPS_PROXY and HTTP_PROXY, and what it allows.';

/** A kind matches where all of its given conditions do. */
const KINDS: readonly IntermediaryKind[] = [
	{
		statuses: [407],
		happened: 'The proxy between n8n and {api} asks for a user name and a password',
		advice:
			'Ask whoever runs n8n to put them into its environment variable HTTPS_PROXY, as in http://user:password@proxy.example.com:3128.',
		isTransient: false,
	},
	{
		statuses: [511],
		happened: 'The network of n8n lets nothing through to {api} before somebody signs in',
		advice: 'Sign in to the network, or ask whoever runs it.',
		isTransient: false,
	},
	{
		header: ['x-squid-error', /^ERR_(?:CACHE_|FORWARDING_)?(?:ACCESS_)?DENIED/],
		happened: 'The proxy between n8n and {api} does not allow this',
		advice: CHECK_PROXY,
		isTransient: false,
	},
	{
		header: ['x-squid-error', /^ERR_(?:CONNECT_FAIL|DNS_FAIL|CANNOT_FORWARD|SECURE_CONNECT_FAIL)/],
		happened: 'The proxy between n8n and {api} could not reach it',
		advice: CHECK_PROXY,
		isTransient: true,
	},
	{
		// https://www.rfc-editor.org/rfc/rfc9209#section-2.3
		header: ['proxy-status', /;\s*error="?(?:http_request_denied|destination_ip_prohibited)\b/],
		happened: 'The proxy between n8n and {api} does not allow this',
		advice: CHECK_PROXY,
		isTransient: false,
	},
	{
		header: [
			'proxy-status',
			/;\s*error="?(?:dns_timeout|dns_error|destination_not_found|destination_unavailable|destination_ip_unroutable|connection_refused|connection_timeout|connection_limit_reached|tls_protocol_error|tls_certificate_error|tls_alert_received)\b/,
		],
		happened: 'The proxy between n8n and {api} could not reach it',
		advice: CHECK_PROXY,
		isTransient: true,
	},
	{
		// https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/
		statuses: [521, 523, 525, 526],
		header: ['server', /^cloudflare$/i],
		happened: 'The network in front of {api} could not reach its server',
		advice: 'Try again later.',
		isTransient: true,
	},
	{
		// nginx, Go, Apache and Tomcat
		statuses: [400],
		text: /plain HTTP request was sent to HTTPS port|HTTP request to an HTTPS server|speaking plain HTTP to an SSL-enabled|combination of host and port requires TLS/i,
		happened: '{api} wants https on this port',
		advice: 'Change the Base URL in the credential so that it starts with https://.',
		isTransient: false,
	},
];

/**
 * Recognises the reply of a proxy, a network login page, or a port that is not the API's. None of these
 * forwards the request, so nothing can have been carried out.
 *
 * @param reply a reply with a status of at least 400
 */
export function readIntermediaryReply(reply: ApiReply): IntermediaryReply | undefined {
	if (reply.status < 400) return undefined;
	return KINDS.find(({ statuses, header, text }) => {
		const [name, value] = header ?? [];
		return (
			statuses?.includes(reply.status) !== false &&
			(name === undefined || value?.test(reply.headers[name] ?? '') === true) &&
			(text === undefined || text.test(reply.text.slice(0, 2_000)))
		);
	});
}
