// Jest types these matchers as `any`.

/** Matches text that holds this part. */
export function textWith(part: string): unknown {
	return expect.stringContaining(part);
}

/** Matches any text but the empty one. */
export const someText: unknown = expect.stringMatching(/./);
