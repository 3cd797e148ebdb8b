/**
 * Characters that nobody sees at the end of a text: spaces of all kinds, zero-width spaces, soft
 * hyphens, and marks of the writing direction, which phones and spreadsheets put around what is copied.
 */
const INVISIBLE = /[\s\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069]/;
/** Zero-width (non-)joiners. After a mark of an Indian script they decide how the last letter looks. */
const JOINER = /[\u200c\u200d]/;
const MARK = /\p{M}/u;

/**
 * Removes invisible characters around a text: spaces, including non-breaking ones, and zero-width
 * characters.
 */
export function trimText(text: string): string {
	let [start, end] = [0, text.length];
	while (start < end && (INVISIBLE.test(text.charAt(start)) || JOINER.test(text.charAt(start)))) {
		start += 1;
	}
	while (end > start && isDroppedBefore(text, end)) end -= 1;
	return text.slice(start, end);
}

/** Whether the last character before an index can be dropped without changing a letter. */
function isDroppedBefore(text: string, end: number): boolean {
	const last = text.charAt(end - 1);
	return INVISIBLE.test(last) || (JOINER.test(last) && !MARK.test(text.charAt(end - 2)));
}
