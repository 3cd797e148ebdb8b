/**
 * Ends a line with a full stop where it has no end of its own, so that it stays apart from the next
 * one where lines are shown as one.
 *
 * @param line e.g. "Check the key"
 */
export function toSentence(line: string): string {
	return /[.!?…]$/.test(line) ? line : `${line}.`;
}
