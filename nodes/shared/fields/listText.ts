import { ParameterError } from '../failures';
import { isJsonObject, tryParseJson } from '../json';
import { show } from './show';
import { trimText } from './trimText';

/** Opening and closing quotation marks around a part that may contain a comma. */
const QUOTES: ReadonlyArray<readonly [opening: string, closing: string]> = [
	['"', '"'],
	['“', '”'],
	['„', '“'],
];
/** What separates the parts of a list. */
const SEPARATOR = /[,\r\n\t]/;
/** Quotation marks that do not keep a comma: `'90s` and `o'clock` have them, too. */
const OTHER_QUOTES: ReadonlyArray<readonly [opening: string, closing: string]> = [
	["'", "'"],
	['‘', '’'],
	['«', '»'],
	['`', '`'],
];
/** A list in a model's Markdown: every line has a bullet. */
const BULLETS = /^(?:[-*•] [^\r\n]+(?:[\r\n]+|$)){2,}$/;

/** What stands before a line of a numbered list in Markdown. */
const ORDINAL = /^(\d+)[.)] +(?=\S)/;

const QUOTED = String.raw`'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"`;
const CODE_PART = String.raw`(?:${QUOTED}|-?\d+(?:\.\d+)?)`;
const SINGLE_QUOTED = String.raw`'(?:[^'\\]|\\.)*'`;
const series = (part: string) => String.raw`\s*${part}\s*(?:,\s*${part}\s*)*`;
/** Lists as models write them: in brackets with a quoted part among them, as in Python, or all in single quotes. */
const CODE_LISTS: readonly RegExp[] = [
	new RegExp(String.raw`^[[({](?=[^'"]*['"])${series(CODE_PART)}(?:,\s*)?[\])}]$`, 's'),
	new RegExp(`^${series(SINGLE_QUOTED)}$`, 's'),
];
/** As in YAML: words in brackets, without quotes. */
const BARE_WORDS = /^\[([^[\]{}'",]+,[^[\]{}'"]*)\]$/;
const PROGRAM_WORD = /(?:^|,)\s*(?:none|null|nil|undefined|nan|true|false)\s*(?:,|$)/i;
/** The beginning of what can only be meant as such a list, a whole text in brackets, and a model's block of code. */
const BROKEN_CODE_LIST = /^\[\s*['"[]|^\[[^[\]]*\]$|^```/;

/**
 * Splits a list given as text: a JSON array, a list as models write it (`['a', 'b']`, `[a, b]`, or lines
 * with bullets or numbers), or parts separated by commas, tabs or line breaks, where a part in double quotes may
 * contain these, as in CSV.
 *
 * @param label the parameter as users see it
 * @returns the parts, blank ones included
 * @throws {ParameterError} where a quotation mark or a bracket is not closed, and where semicolons or
 * single quotes leave open how many values there are
 */
export function splitList(text: string, label: string): unknown[] {
	const trimmed = trimText(text);
	const parsed = tryParseJson(trimmed);
	if (parsed.ok && Array.isArray(parsed.value)) return parsed.value;
	if (parsed.ok && isJsonObject(parsed.value)) return [parsed.value];
	if (CODE_LISTS.some((form) => form.test(trimmed))) {
		return Array.from(trimmed.matchAll(new RegExp(CODE_PART, 'gs')), ([part]) => unquote(part));
	}
	const words = BARE_WORDS.exec(trimmed)?.[1];
	if (words !== undefined && !PROGRAM_WORD.test(words)) return splitSeparated(words, label);
	if (BROKEN_CODE_LIST.test(trimmed)) {
		throw new ParameterError(
			`${label} begins like a list in brackets, but cannot be read as one`,
			'Give the values with commas between them, e.g. hot-lead, enterprise. Where brackets belong to a value, give JSON, e.g. ["[B2B]"].',
		);
	}
	return splitMarkdown(trimmed) ?? splitSeparated(trimmed, label);
}

/** The lines of a list in a model's Markdown: each with a bullet, or numbered from 1 on. */
function splitMarkdown(text: string): string[] | undefined {
	const lines = text.split(/[\r\n]+/);
	if (BULLETS.test(text)) return lines.map((line) => line.slice('- '.length));
	const isNumbered = lines.every((line, index) => ORDINAL.exec(line)?.[1] === String(index + 1));
	return isNumbered && lines.length > 1
		? lines.map((line) => line.replace(ORDINAL, ''))
		: undefined;
}

/** What a part must not have, or is put in double quotes. */
const DIVIDING = /[,;\r\n\t"“„'‘«`[\](){}]|^\s|\s$/;

/**
 * Writes a list as text that `splitList` reads as the same one.
 *
 * @param parts none of them blank
 */
export function joinList(parts: readonly string[]): string {
	return parts
		.map((part) => (DIVIDING.test(part) ? `"${part.replaceAll('"', '""')}"` : part))
		.join(', ');
}

/** A part as a program would read it: only quotation marks and backslashes are escaped. */
function unquote(part: string): string {
	return /^['"]/.test(part) ? part.slice(1, -1).replace(/\\(['"\\])/g, '$1') : part;
}

function splitSeparated(text: string, label: string): string[] {
	const found: string[] = [];
	const bare: string[] = [];
	let rest = text;
	while (rest !== '') {
		const begin = rest.trimStart();
		const quoted = readQuoted(begin, label);
		const end = quoted === undefined ? begin.search(SEPARATOR) : quoted.end;
		const length = end < 0 ? begin.length : end;
		const part = quoted?.value ?? begin.slice(0, length);
		found.push(part);
		if (quoted === undefined) bare.push(trimText(part));
		rest = begin.slice(length + 1);
	}
	checkBareParts(bare, label);
	return found;
}

/** @throws {ParameterError} where parts may be more or fewer than they seem */
function checkBareParts(parts: readonly string[], label: string): void {
	const divided = parts.find((part) => part.includes(';'));
	if (divided !== undefined) {
		throw new ParameterError(
			`${label} has a semicolon in "${show(divided)}", which may be one value or several`,
			'Put commas between values; put a value that has a semicolon in it in double quotes.',
		);
	}
	for (const [opening, closing] of OTHER_QUOTES) {
		const first = parts.findIndex((part) => part.startsWith(opening));
		if (first < 0 || !parts.slice(first).some((part) => part.length > 1 && part.endsWith(closing)))
			continue;
		throw new ParameterError(
			`${label} has quotation marks that are not double ones: ${show(parts.slice(first).join(', '))}`,
			'Put a value with a comma in it in double quotes, e.g. "Delhi, North", and leave out other quotation marks.',
		);
	}
}

/**
 * Reads the part in quotation marks that a text begins with. A doubled mark stands for itself.
 *
 * @returns undefined where more follows the closing mark, as in `"Best" customer`
 */
function readQuoted(
	text: string,
	label: string,
): { value: string; /** Index of the separator behind it. */ end: number } | undefined {
	const closing = QUOTES.find(([opening]) => text.startsWith(opening))?.[1];
	if (closing === undefined) return undefined;
	const part = new RegExp(`^.((?:[^${closing}]|${closing}{2})*)${closing}(?!${closing})`, 's').exec(
		text,
	);
	if (part === null) {
		throw new ParameterError(
			`${label} has a quotation mark that is not closed: ${text.slice(0, 40)}`,
			'Put one on either side of a value with a comma in it, e.g. "Delhi, North", or leave it out.',
		);
	}
	const [whole, inner = ''] = part;
	const behind = /^[^\S\r\n\t]*/.exec(text.slice(whole.length))?.[0].length ?? 0;
	const end = whole.length + behind;
	if (end < text.length && !SEPARATOR.test(text.charAt(end))) return undefined;
	return { value: inner.replaceAll(closing.repeat(2), closing), end };
}
