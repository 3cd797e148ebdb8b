const ESCAPE = String.fromCodePoint(0x1b);
const BELL = String.fromCodePoint(0x07);
/** The one-character forms of `ESC [` and `ESC \`. */
const CSI = String.fromCodePoint(0x9b);
const STRING_END = `(?:${BELL}|${ESCAPE}\\\\|${String.fromCodePoint(0x9c)})`;

/**
 * Escape sequences of terminals (ECMA-48): colours, cursor movements, titles and links. Their length is
 * limited, so that an unterminated one does not remove the text after it.
 */
export const TERMINAL_SEQUENCE = `(?:${ESCAPE}\\[|${CSI})[0-?]{0,64}[ -/]{0,16}[@-~]|${ESCAPE}\\][^${BELL}${ESCAPE}]{0,256}${STRING_END}`;

const TERMINAL_SEQUENCES = new RegExp(TERMINAL_SEQUENCE, 'g');
/** Zero-width and bidirectional characters, which change how the text around them looks. */
const FORMAT_CHARACTERS = /\p{Format}/gu;
/** Whitespace, including line breaks of every kind. */
const SPACES = /[\s\u0085]+/g;
const CONTROL_CHARACTERS = /\p{Control}/gu;
const LONE_SURROGATES = /\p{Surrogate}/gu;
/** What a browser takes for a tag, terminated or not. */
const TAGS = /<([a-z/!?][^<>]*)(>?)/gi;

/**
 * Makes a text from a server or a user safe for messages, hints and logs: one line without control
 * characters, escape sequences of terminals, and zero-width and bidirectional characters. Tags become
 * `‹b›`: the editor shows descriptions and hints as HTML, but messages as text, so that escaping would
 * be wrong in one of them.
 */
export function toPlainText(text: string): string {
	return text
		.replace(TERMINAL_SEQUENCES, '')
		.replace(FORMAT_CHARACTERS, '')
		.replace(SPACES, ' ')
		.replace(CONTROL_CHARACTERS, '')
		.replace(LONE_SURROGATES, '\ufffd')
		.replace(TAGS, (_tag, inner: string, end: string) => `‹${inner}${end && '›'}`)
		.trim();
}

/** Longest line in n8n's log, in UTF-16 units. */
const LONGEST_LOG_LINE = 2_000;

/** Makes a text safe for n8n's log: as `toPlainText`, and not too long. */
export function toLogLine(text: string): string {
	return shorten(toPlainText(text.slice(0, 2 * LONGEST_LOG_LINE)), LONGEST_LOG_LINE);
}

/**
 * Truncates a text that is too long, never within a character.
 *
 * @param longest UTF-16 units that are kept
 * @returns the text, or its beginning and an ellipsis
 */
export function shorten(text: string, longest: number): string {
	if (text.length <= longest) return text;
	return `${text.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}…`;
}
