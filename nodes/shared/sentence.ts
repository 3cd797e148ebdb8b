/**
 * Ends a line with a full stop where it has no closing punctuation, so that it stays separate from the
 * next one where lines are joined.
 *
 * @param line e.g. "Check the key"
 */
export function toSentence(line: string): string {
	return /[.!?…]$/.test(line) ? line : `${line}.`;
}
