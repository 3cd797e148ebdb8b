import { TIME_FORMS } from './signatureConventions';

/** Numbers that would be an earlier time are none, in ms since 1970: no event was signed before. */
const EARLIEST = Date.UTC(2020, 0);

const forms = TIME_FORMS.map(({ pattern, read }) => ({
	whole: new RegExp(`^(?:${pattern})$`),
	read,
}));

/**
 * Reads a time as senders of webhooks write it.
 *
 * @returns ms since 1970; undefined for what is no time
 */
export function readTime(text: string): number | undefined {
	const time = forms.find(({ whole }) => whole.test(text))?.read(text) ?? Number.NaN;
	return time >= EARLIEST ? time : undefined;
}
