import { ParameterError } from '../failures';
import { isJsonObject, tryParseJson } from '../json';
import { trimText } from './trimText';

/** Opening and closing quotation marks around a part that may contain a comma. */
const QUOTES: ReadonlyArray<readonly [opening: string, closing: string]> = [
	['"', '"'],
	['“', '”'],
	['„', '“'],
];
/** What separates the parts of a list. */
const SEPARATOR = /[,\r\n]/;

const QUOTED = String.raw`'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"`;
const CODE_PART = String.raw`(?:${QUOTED}|-?\d+(?:\.\d+)?)`;
const SINGLE_QUOTED = String.raw`'(?:[^'\\]|\\.)*'`;
const series = (part: string) => String.raw`\s*${part}\s*(?:,\s*${part}\s*)*`;
/** Lists as models write them: in brackets with a quoted part among them, as in Python, or all in single quotes. */
const CODE_LISTS: readonly RegExp[] = [
	new RegExp(String.raw`^[[({](?=[^'"]*['"])${series(CODE_PART)}(?:,\s*)?[\])}]$`, 's'),
	new RegExp(`^${series(SINGLE_QUOTED)}$`, 's'),
];
/** The beginning of what can only be meant as such a list. */
const BROKEN_CODE_LIST = /^\[\s*['"]/;

/**
 * Splits a list given as text: a JSON array, a list as models write it (`['a', 'b']`), or parts separated
 * by commas or line breaks, where a part in double quotes may contain both, as in CSV.
 *
 * @param label the parameter as users see it
 * @returns the parts, blank ones included
 * @throws {ParameterError} where a quotation mark or a bracket is not closed
 */
export function splitList(text: string, label: string): unknown[] {
	const trimmed = trimText(text);
	const parsed = tryParseJson(trimmed);
	if (parsed.ok && Array.isArray(parsed.value)) return parsed.value;
	if (parsed.ok && isJsonObject(parsed.value)) return [parsed.value];
	if (CODE_LISTS.some((form) => form.test(trimmed))) {
		return Array.from(trimmed.matchAll(new RegExp(CODE_PART, 'gs')), ([part]) => unquote(part));
	}
	if (BROKEN_CODE_LIST.test(trimmed)) {
		throw new ParameterError(
			`${label} begins like a list in brackets, but cannot be read as one`,
			'Give the values with commas between them, e.g. hot-lead, enterprise.',
		);
	}
	return splitSeparated(trimmed, label);
}

/** A part as a program would read it: only quotation marks and backslashes are escaped. */
function unquote(part: string): string {
	return /^['"]/.test(part) ? part.slice(1, -1).replace(/\\(['"\\])/g, '$1') : part;
}

function splitSeparated(text: string, label: string): string[] {
	const found: string[] = [];
	let rest = text;
	while (rest !== '') {
		const begin = rest.trimStart();
		const quoted = readQuoted(begin, label);
		const end = quoted === undefined ? begin.search(SEPARATOR) : quoted.end;
		const length = end < 0 ? begin.length : end;
		found.push(quoted?.value ?? begin.slice(0, length));
		rest = begin.slice(length + 1);
	}
	return found;
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
	const behind = /^[^\S\r\n]*/.exec(text.slice(whole.length))?.[0].length ?? 0;
	const end = whole.length + behind;
	if (end < text.length && !SEPARATOR.test(text.charAt(end))) return undefined;
	return { value: inner.replaceAll(closing.repeat(2), closing), end };
}
