import fc from 'fast-check';

import { shorten, toLogLine, toPlainText } from '../../nodes/shared/plainText.ts';

test.each([
	['colours of a terminal', 'a\u001b[31;1mred\u001b[0m b', 'ared b'],
	['a title of a terminal', '\u001b]0;owned\u0007Priya', 'Priya'],
	[
		'a link of a terminal',
		'\u001b]8;;https://evil.example\u001b\\Priya\u001b]8;;\u001b\\',
		'Priya',
	],
	['an escape sequence in one character', '\u009b2JPriya', 'Priya'],
	['an unfinished escape sequence', 'Priya \u001b]0;Sharma', 'Priya ]0;Sharma'],
	['control characters', 'Pri\u0000\u0008ya\u007f', 'Priya'],
	['line breaks of every kind', 'a\r\nb\u2028c\u2029d\u0085e\u000bf', 'a b c d e f'],
	['bidirectional overrides', 'user\u202etxt.exe\u2066x\u2069', 'usertxt.exex'],
	['zero-width characters', 'P\u200br\u2060i\ufeffy\u00ada', 'Priya'],
	['half of a character', 'Priya \ud83d', 'Priya \ufffd'],
	['a tag', '<b>bold</b>', '‹b›bold‹/b›'],
	['a tag that is not closed', '<img src=x onerror=alert(1)', '‹img src=x onerror=alert(1)'],
	['a comment', '<!-- x -->', '‹!-- x --›'],
	['an address beside a name', 'Priya <priya@example.com>', 'Priya ‹priya@example.com›'],
	['comparisons', 'a < b and c > d, 1 <2', 'a < b and c > d, 1 <2'],
	['a name as it is', 'प्रिया शर्मा 👩🏽 Zoë & Søn', 'प्रिया शर्मा 👩🏽 Zoë & Søn'],
])('%s is shown as plain text', (_what, text, shown) => {
	expect(toPlainText(text)).toBe(shown);
});

test('whatever a text is, nothing of it controls a terminal, an editor or the direction of writing', () => {
	fc.assert(
		fc.property(
			fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\u001b[', '<b', '\n'))),
			(parts) => {
				const shown = toPlainText(parts.join(''));
				expect(shown).not.toMatch(/[\p{Control}\p{Format}\p{Zl}\p{Zp}]/u);
				expect(shown).not.toMatch(/<[a-z/!?]/i);
				expect(shown.isWellFormed()).toBe(true);
			},
		),
	);
});

test('a line of the log is short', () => {
	expect(toLogLine('x'.repeat(5_000_000))).toBe(`${'x'.repeat(2_000)}…`);
});

test('a text is cut between two characters', () => {
	expect(shorten('ab', 2)).toBe('ab');
	expect(shorten('abc', 2)).toBe('ab…');
	expect(shorten('a👩b', 2)).toBe('a…');
});
