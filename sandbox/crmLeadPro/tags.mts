/**
 * Whether a record carries every one of the tags.
 * @param wanted comma-separated tags, or nothing
 */
export function hasAllTags(tags: readonly string[], wanted: string | undefined): boolean {
	if (wanted === undefined) return true;
	return splitTags(wanted).every((tag) => tags.includes(tag));
}

function splitTags(text: string): string[] {
	return text
		.split(',')
		.map((tag) => tag.trim())
		.filter((tag) => tag !== '');
}
