/**
 * Finds where a string of a JSON text ends. Linear.
 *
 * @param from index behind its opening quote
 * @returns index of its closing quote, or the text's length where there is none
 */
export function findClosingQuote(json: string, from: number): number {
	for (let at = json.indexOf('"', from); at >= 0; at = json.indexOf('"', at + 1)) {
		let backslashes = 0;
		while (json.charAt(at - 1 - backslashes) === '\\') backslashes += 1;
		// A quote behind an odd number of backslashes belongs to the string.
		if (backslashes % 2 === 0) return at;
	}
	return json.length;
}
