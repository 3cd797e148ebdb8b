/**
 * Normalises a name, so that letter case and what separates its words do not matter.
 *
 * @param name e.g. `next_cursor`, `nextCursor` or `Next-Cursor`
 */
export function toKey(name: string): string {
	return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/**
 * Writes a snake_case name in the letter case of another name.
 *
 * @param name e.g. `page_token`
 * @param model e.g. `nextPageToken`, or `NextPageToken`
 * @returns e.g. `pageToken`, or `PageToken`; unchanged where the model is not in camelCase
 */
export function spellLike(name: string, model: string): string {
	if (!/[a-z][A-Z]/.test(model) || /[_-]/.test(model)) return name;
	const camel = name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
	return /^[A-Z]/.test(model) ? `${camel.charAt(0).toUpperCase()}${camel.slice(1)}` : camel;
}
