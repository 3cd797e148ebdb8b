/** Code points of the digit 0 in the scripts in which phone numbers are written besides ASCII. */
const ZEROS = [
	0x0660, // Arabic-Indic
	0x06f0, // Persian and Urdu
	0x0966, // Devanagari
	0x09e6, // Bengali
	0x0a66, // Gurmukhi
	0x0ae6, // Gujarati
	0x0b66, // Oriya
	0x0be6, // Tamil
	0x0c66, // Telugu
	0x0ce6, // Kannada
	0x0d66, // Malayalam
	0x0e50, // Thai
	0xff10, // full-width
];

/** Other characters for one that phone numbers are written with. */
const SPELLINGS: ReadonlyArray<[pattern: RegExp, plain: string | ((found: string) => string)]> = [
	// Invisible: zero-width characters, soft hyphens, and direction marks, which copied contacts bring along.
	[/\p{Cf}/gu, ''],
	[/[^\S\r\n\t\v\f\u2028\u2029]/g, ' '],
	[/[\p{Pd}\u2212\u2043]/gu, '-'],
	[/\uFF0B/g, '+'],
	[/\uFF03/g, '#'],
	[/\uFF08/g, '('],
	[/\uFF09/g, ')'],
	[/[\uFF0E\u00B7\u2022]/g, '.'],
	[/\u00D7/g, 'x'],
	[/[\uFF21-\uFF3A\uFF41-\uFF5A]/g, (letter) => letter.normalize('NFKC')],
];

const SPACE_AROUND = /^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu;

/**
 * Takes away what surrounds a cell's text unseen, and the apostrophe or the formula (`="98765"`) by which
 * spreadsheets keep digits as text, or the `p:` that lead ads of Facebook and Instagram put before them.
 */
export function trimCell(text: string): string {
	return text
		.replace(SPACE_AROUND, '')
		.replace(/^['\u2019]\s*/, '')
		.replace(/^="([^"]*)"$/, '$1')
		.replace(/^p:\s*(?=[+\d])/, '');
}

/** Writes a phone number with ASCII digits, spaces, hyphens and signs, and without invisible characters. */
export function toPlainSpelling(text: string): string {
	const plain = SPELLINGS.reduce(
		(spelled, [pattern, plainly]) =>
			typeof plainly === 'string'
				? spelled.replace(pattern, plainly)
				: spelled.replace(pattern, plainly),
		trimCell(text),
	);
	return plain.replace(/\p{Nd}/gu, (digit) => {
		const code = digit.codePointAt(0) ?? 0;
		const zero = ZEROS.find((first) => code >= first && code < first + 10);
		return zero === undefined ? digit : String(code - zero);
	});
}
