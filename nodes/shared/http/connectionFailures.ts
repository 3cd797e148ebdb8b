/** A kind of failure of n8n's request helper: how to recognise it, what happened, and what to do about it. */
export interface FailureKind {
	/** Codes of Node.js, OpenSSL, zlib and axios, and names of n8n's errors; any of them, or any of `words`. */
	readonly codes?: readonly string[];
	/** Words in the messages: n8n 1 drops codes, and OpenSSL has one code for many failures. */
	readonly words?: RegExp;
	/** What happened, as it goes on after e.g. "CRMLead Pro could not be reached: ". */
	readonly reason: string;
	/** How far the request got: nowhere, perhaps to the server, or to a reply that cannot be read. */
	readonly reached: 'nothing' | 'server' | 'reply';
	/** Whether another attempt may succeed. */
	readonly isTransient: boolean;
	readonly advice?: string;
	/** Further advice where the Base URL starts with `http://`. */
	readonly adviceForPlainHttp?: string;
}

const TRUST =
	'If you trust it, put the certificate of the authority that signed it (or its own, where it is self-signed) into a file, name that file in the environment variable NODE_EXTRA_CA_CERTS of n8n, and restart n8n. A proxy that inspects traffic needs the same.';
const ASK_ITS_OPERATOR = 'Ask whoever runs the server.';
const CHECK_PORT = 'Check the port in the Base URL of the credential.';
const CHECK_HOST = 'Check the host in the Base URL of the credential.';
const CHECK_SCHEME =
	'Check whether the Base URL in the credential starts with https:// or http:// as the server wants it, and its port.';

const unsent = { reached: 'nothing', isTransient: false } as const;
const unsentForNow = { reached: 'nothing', isTransient: true } as const;
const brokenOff = { reached: 'server', isTransient: true } as const;
const unreadable = { reached: 'reply', isTransient: false } as const;

/** The sign of a failure during the TLS handshake. */
export const DURING_HANDSHAKE = 'during the TLS handshake';

/** Before the TLS handshake. */
const BEFORE_TLS: readonly FailureKind[] = [
	{
		codes: ['SsrfBlockedIpError'],
		words: /resolves to a restricted IP address/,
		reason: 'n8n itself does not allow requests to its address',
		...unsent,
		advice:
			'n8n protects internal addresses. Ask whoever runs n8n to allow this one in N8N_SSRF_ALLOWED_HOSTNAMES or N8N_SSRF_ALLOWED_IP_RANGES.',
	},
	{
		codes: ['SsrfBlockedHostnameError'],
		words: /destination hostname is restricted/,
		reason: 'n8n itself does not allow requests to its host',
		...unsent,
		advice:
			'Ask whoever runs n8n to remove the host from N8N_SSRF_BLOCKED_HOSTNAMES or to allow it in N8N_SSRF_ALLOWED_HOSTNAMES.',
	},
	{
		// The Base URL was checked before.
		codes: ['ERR_INVALID_URL'],
		reason: 'an address on the way to it is not a URL',
		...unsent,
		advice:
			'Check the proxy in the environment variables HTTPS_PROXY, HTTP_PROXY and ALL_PROXY of n8n, then the Base URL in the credential.',
	},
	{
		codes: ['ERR_UNESCAPED_CHARACTERS', 'ERR_INVALID_PROTOCOL'],
		reason: 'its address is not a URL',
		...unsent,
		advice: 'Check the Base URL in the credential.',
	},
	{
		words: /before receiving CONNECT response|Invalid response.* from proxy/,
		reason: 'the proxy that n8n uses did not open a connection to it',
		...unsentForNow,
		advice:
			'Check the proxy in the environment variable HTTPS_PROXY of n8n, and that it allows CONNECT.',
	},
	{
		codes: ['ECONNREFUSED'],
		reason: 'the connection was refused',
		...unsentForNow,
	},
	{
		codes: ['ENOTFOUND', 'ENODATA', 'EAI_NODATA', 'EAI_NONAME'],
		reason: 'its host name is unknown',
		...unsentForNow,
	},
	{
		codes: ['EAI_AGAIN', 'EAI_FAIL', 'ESERVFAIL', 'ETIMEOUT'],
		reason: 'its host name could not be looked up',
		...unsentForNow,
		advice: 'Check that n8n can reach a name server (DNS) from where it runs.',
	},
	{
		codes: ['EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'EHOSTDOWN', 'EADDRNOTAVAIL'],
		reason: 'there is no way to its network',
		...unsentForNow,
	},
	{
		words: /\bconnect ETIMEDOUT\b/,
		reason: 'no connection came about in time',
		...unsentForNow,
	},
	{
		words: /\bconnect (?:ECONNRESET|ECONNABORTED|EPIPE)\b/,
		reason: 'the connection was cut off at once',
		...unsentForNow,
		advice: 'Check the port in the Base URL of the credential, and any firewall between.',
	},
	{
		words: /\bconnect (?:EACCES|EPERM)\b/,
		reason: 'n8n may not open connections to it',
		...unsent,
		advice: 'Check the firewall of the computer that n8n runs on.',
	},
	{
		codes: ['EMFILE', 'ENFILE', 'ENOBUFS'],
		reason: 'n8n has too many files and connections open',
		...unsentForNow,
		advice: 'Lower Concurrency, or ask whoever runs n8n to raise the limit of open files.',
	},
];

/** While the server's certificate is checked. Codes: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const CERTIFICATES: readonly FailureKind[] = [
	{
		codes: ['CERT_HAS_EXPIRED'],
		reason: 'its certificate has expired',
		...unsent,
		advice: `Ask whoever runs the server to renew it. If it is still good, check the clock of the computer that n8n runs on.`,
	},
	{
		codes: ['CERT_NOT_YET_VALID'],
		reason: 'its certificate is not valid yet',
		...unsent,
		advice: 'Check the clock of the computer that n8n runs on.',
	},
	{
		codes: ['CERT_REVOKED'],
		reason: 'its certificate was revoked',
		...unsent,
		advice: ASK_ITS_OPERATOR,
	},
	{
		codes: ['DEPTH_ZERO_SELF_SIGNED_CERT'],
		reason: 'its certificate is self-signed',
		...unsent,
		advice: TRUST,
	},
	{
		codes: [
			'SELF_SIGNED_CERT_IN_CHAIN',
			'UNABLE_TO_GET_ISSUER_CERT',
			'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
			'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
			'CERT_UNTRUSTED',
			'CERT_REJECTED',
			'CERT_CHAIN_TOO_LONG',
			'CERT_SIGNATURE_FAILURE',
			'INVALID_CA',
			'INVALID_PURPOSE',
			'PATH_LENGTH_EXCEEDED',
		],
		reason: 'its certificate is not trusted',
		...unsent,
		advice: TRUST,
	},
	{
		codes: ['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'],
		reason: 'its certificate is for another host',
		...unsent,
		advice:
			'The host in the Base URL of the credential must be one of the names in the certificate.',
	},
];

/** During the TLS handshake. Words: OpenSSL's reasons, https://www.iana.org/assignments/tls-parameters (alerts). */
const TLS: readonly FailureKind[] = [
	{
		words:
			/wrong version number|packet length too long|http request\b|unknown protocol|ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|RECORD_TOO_SMALL)/i,
		reason: 'what listens there does not speak https',
		...unsent,
		advice: `${CHECK_PORT} Only for a server on the same computer as n8n may it start with http://. If n8n uses a proxy, check its address, too.`,
	},
	{
		words:
			/alert protocol version|unsupported protocol|no protocols available|version too low|inappropriate fallback|ERR_SSL_(?:UNSUPPORTED_PROTOCOL|TLSV1_ALERT_PROTOCOL_VERSION|NO_PROTOCOLS_AVAILABLE|VERSION_TOO_LOW)/i,
		reason: 'it offers no version of TLS that n8n accepts',
		...unsent,
		advice: 'Ask whoever runs the server to offer TLS 1.2 or newer.',
	},
	{
		words:
			/certificate required|alert (?:bad|no|unknown|unsupported) (?:certificate|ca)\b|alert certificate unknown|ALERT_(?:CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|NO_CERTIFICATE)/i,
		reason: 'it asks for a client certificate, which n8n does not send',
		...unsent,
		advice: `${ASK_ITS_OPERATOR} ${CHECK_HOST}`,
	},
	{
		words: /unrecognized name|UNRECOGNIZED_NAME/,
		reason: 'it does not know this host name',
		...unsent,
		advice: CHECK_HOST,
	},
	{
		words:
			/handshake failure|no shared cipher|no ciphers? (?:available|match)|insufficient security|(?:dh|ee|ca) key too small|ca md too weak|unsafe legacy renegotiation|no suitable|alert illegal parameter|alert internal error|HANDSHAKE_FAILURE|NO_SHARED_CIPHER|KEY_TOO_SMALL|INSUFFICIENT_SECURITY|UNSAFE_LEGACY_RENEGOTIATION/i,
		reason: 'it and n8n could not agree on how to encrypt',
		...unsent,
		advice: 'Ask whoever runs the server to bring its TLS settings up to date.',
	},
	{
		words: /disconnected before secure TLS connection was established/,
		reason: 'it closed the connection before encryption was agreed',
		...unsentForNow,
		advice: CHECK_PORT,
	},
	{
		codes: [DURING_HANDSHAKE],
		reason: 'no encrypted connection came about',
		...unsentForNow,
		advice: CHECK_PORT,
	},
	{
		words:
			/bad record mac|decryption failed|unexpected eof|close notify|BAD_RECORD_MAC|UNEXPECTED_EOF/i,
		reason: 'the connection broke off',
		...brokenOff,
	},
	{
		codes: ['EPROTO'],
		words: /SSL routines|\bERR_(?:SSL|TLS)_/,
		reason: 'the encrypted connection failed',
		reached: 'server',
		isTransient: false,
		advice: CHECK_PORT,
	},
];

/** While the reply is read. */
const REPLIES: readonly FailureKind[] = [
	{
		codes: ['HPE_HEADER_OVERFLOW'],
		reason: 'its headers are too large',
		...unreadable,
		advice:
			'If they have to be, ask whoever runs n8n to set NODE_OPTIONS=--max-http-header-size=65536.',
	},
	{
		words: /Expected HTTP\/|HPE_INVALID_(?:CONSTANT|VERSION|STATUS)\b/,
		reason: 'it is not HTTP',
		...unreadable,
		advice: CHECK_SCHEME,
	},
	{
		words: /HPE_(?:INVALID_EOF_STATE|CLOSED_CONNECTION)\b/,
		reason: 'the connection broke off',
		...brokenOff,
	},
	{
		words: /\bHPE_\w|^Parse Error: /,
		reason: 'it breaks the rules of HTTP',
		...unreadable,
		advice: `${ASK_ITS_OPERATOR} ${CHECK_SCHEME}`,
	},
	{
		codes: ['Z_BUF_ERROR', 'ERR_STREAM_PREMATURE_CLOSE'],
		words: /unexpected end of file/,
		reason: 'the answer broke off',
		...brokenOff,
	},
	{
		codes: ['Z_DATA_ERROR', 'Z_STREAM_ERROR', 'Z_NEED_DICT'],
		words:
			/incorrect (?:header|data|length) check|Decompression failed|unknown compression method|invalid (?:block type|distance|code lengths|stored block|window size)|ERR__ERROR_FORMAT|ZSTD_error/i,
		reason: 'it is not compressed as it says',
		...unreadable,
		advice: ASK_ITS_OPERATOR,
	},
	{
		words: /maxContentLength size|ERR_STRING_TOO_LONG/,
		reason: 'it is too large',
		...unreadable,
		advice: 'Ask for less at once.',
	},
];

/** Failures after which nobody knows what the server did. */
const OPEN: readonly FailureKind[] = [
	{
		codes: ['ERR_CANCELED'],
		reason: 'the execution was cancelled',
		reached: 'server',
		isTransient: false,
	},
	{
		codes: ['ECONNABORTED', 'ETIMEDOUT'],
		reason: 'no answer came in time',
		...brokenOff,
	},
	{
		codes: ['ECONNRESET', 'EPIPE'],
		reason: 'the connection broke off',
		...brokenOff,
		adviceForPlainHttp:
			'If the server wants https, start the Base URL in the credential with https://.',
	},
	{
		codes: ['ERR_BAD_RESPONSE'],
		words: /stream has been aborted/,
		reason: 'the answer broke off',
		...brokenOff,
	},
];

/** Every kind, the most reliable sign first. */
export const FAILURE_KINDS: readonly FailureKind[] = [
	...BEFORE_TLS,
	...CERTIFICATES,
	...TLS,
	...REPLIES,
	...OPEN,
];
