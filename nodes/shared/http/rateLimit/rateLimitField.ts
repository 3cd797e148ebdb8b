/** One policy of the IETF's `RateLimit` or `RateLimit-Policy` field, its values as strings. */
export interface RateLimitPolicy {
	/** Empty where the field gives none, as in drafts up to 7. */
	readonly name: string;
	/** Requests left. */
	readonly remaining: string | undefined;
	/** When the full quota is available again. */
	readonly reset: string | undefined;
	/** Length of the window, in seconds. */
	readonly window: string | undefined;
}

/** The drafts' parameter names. */
const NAMES = {
	remaining: ['remaining', 'r'],
	reset: ['reset', 't'],
	window: ['w'],
} as const;

/** Longest field that is read, in characters, and the most policies read from it. */
const LONGEST_FIELD = 2_000;
const MOST_POLICIES = 20;

/**
 * Reads the fields of draft-ietf-httpapi-ratelimit-headers in the syntax of every draft:
 * `limit=100, remaining=0, reset=3` (7), `"default";r=0;t=3` (8 and later), and as policies
 * `100;w=60` and `"default";q=100;w=60`.
 */
export function readRateLimitField(text: string): RateLimitPolicy[] {
	const policies: Array<{ name: string; values: Map<string, string> }> = [];
	const tokens = text.slice(0, LONGEST_FIELD).match(/(?:"[^"]*"|[^",;]+)/g) ?? [];
	for (const token of tokens.map((part) => part.trim())) {
		const [key = '', value] = token.startsWith('"') ? [token] : token.split('=');
		if (value === undefined && token !== '') {
			policies.push({ name: token.replaceAll('"', ''), values: new Map() });
		} else if (token !== '') {
			if (policies.length === 0) policies.push({ name: '', values: new Map() });
			policies.at(-1)?.values.set(key.trim().toLowerCase(), (value ?? '').trim());
		}
	}
	const find = (values: Map<string, string>, names: readonly string[]): string | undefined =>
		names.map((name) => values.get(name)).find((value) => value !== undefined);
	return policies.slice(0, MOST_POLICIES).map(({ name, values }) => ({
		name,
		remaining: find(values, NAMES.remaining),
		reset: find(values, NAMES.reset),
		window: find(values, NAMES.window),
	}));
}
