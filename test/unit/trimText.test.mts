import { trimText } from '../../nodes/shared/fields/trimText.ts';

/** Names and code points from the Unicode Character Database. */
test.each([
	['space', '\u0020'],
	['line feed', '\u000a'],
	['no-break space', '\u00a0'],
	['soft hyphen', '\u00ad'],
	['zero width space', '\u200b'],
	['zero width non-joiner', '\u200c'],
	['zero width joiner', '\u200d'],
	['left-to-right mark', '\u200e'],
	['right-to-left mark', '\u200f'],
	['narrow no-break space', '\u202f'],
	['left-to-right embedding', '\u202a'],
	['pop directional formatting', '\u202c'],
	['word joiner', '\u2060'],
	['pop directional isolate', '\u2069'],
	['ideographic space', '\u3000'],
	['byte order mark', '\ufeff'],
])('a %s is dropped around a text and kept within', (_name, character) => {
	const inside = `Asha${character}Rao`;
	expect(trimText(`${character} ${character}${inside}${character}${character} `)).toBe(inside);
	expect(trimText(`${character}${character}`)).toBe('');
});

test.each([
	// Malayalam "avan": the joiner after the virama makes its last letter a chillu.
	['\u0d05\u0d35\u0d28\u0d4d\u200d', '\u0d05\u0d35\u0d28\u0d4d\u200d'],
	[' \u0d05\u0d35\u0d28\u0d4d\u200d\u200b ', '\u0d05\u0d35\u0d28\u0d4d\u200d'],
	['क्\u200c', 'क्\u200c'],
	['👨‍👩‍👧', '👨‍👩‍👧'],
	['', ''],
	['-', '-'],
])('%j becomes %j: what belongs to a letter stays', (text, expected) => {
	expect(trimText(text)).toBe(expected);
});
