import { TIME_FORMS } from './signatureConventions';

/** Earliest plausible time, in ms since 1970; a smaller number is not a time. */
const EARLIEST = Date.UTC(2020, 0);

const forms = TIME_FORMS.map(({ pattern, read }) => ({
	whole: new RegExp(`^(?:${pattern})$`),
	read,
}));

/**
 * Reads a time in any notation that webhook senders use.
 *
 * @returns ms since 1970; undefined where the text is not a time
 */
export function readTime(text: string): number | undefined {
	const time = forms.find(({ whole }) => whole.test(text))?.read(text) ?? Number.NaN;
	return time >= EARLIEST ? time : undefined;
}
