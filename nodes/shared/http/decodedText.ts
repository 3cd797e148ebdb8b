import { TERMINAL_SEQUENCE } from '../plainText';

/** A decoded text, with the place in the source that each of its UTF-16 units was decoded from. */
export interface DecodedText {
	readonly text: string;
	/** Index in the source where each unit begins. */
	readonly starts: readonly number[];
	/** Index in the source where each unit ends. */
	readonly ends: readonly number[];
}

/** A character that was decoded. */
interface Decoded {
	readonly character: string;
	/** Number of UTF-16 units that encoded it. */
	readonly length: number;
}

/** Nested encodings that are decoded, e.g. HTML in JSON in a URL; one encoding may be nested in itself any number of times. */
const MOST_ROUNDS = 5;

/**
 * Decodes a text step by step: escapes of JSON and other languages, percent-encoding and HTML entities,
 * also nested in each other. Drops invisible characters and collapses runs of spaces. Takes linear time.
 *
 * @returns the text itself, then the result of each step
 */
export function decodeStepwise(source: string): DecodedText[] {
	const visible = readVisible(source);
	return [
		visible,
		...decodeRounds(visible, GREEDY_DECODERS),
		...(/[\\%&]/.test(source) ? decodeRounds(visible, LITERAL_DECODERS) : []),
	];
}

function decodeRounds(visible: DecodedText, decoders: Decoders): DecodedText[] {
	const readings: DecodedText[] = [];
	let last: DecodedText | undefined = visible;
	for (let round = 0; round < MOST_ROUNDS; round += 1) {
		last = decodeOnce(last, decoders);
		if (last === undefined) break;
		readings.push(last);
	}
	return readings;
}

const SEQUENCE = new RegExp(TERMINAL_SEQUENCE, 'y');
const CONTROL = /\p{Control}/u;

function readVisible(source: string): DecodedText {
	const builder = createBuilder();
	for (let at = 0; at < source.length; ) {
		const length = CONTROL.test(source.charAt(at)) ? matchLength(SEQUENCE, source, at) : 0;
		if (length === 0) builder.add(source.charAt(at), at, at + 1);
		at += Math.max(length, 1);
	}
	return builder.finish();
}

/** Undefined where there is nothing to decode. */
function decodeOnce(
	{ text, starts, ends }: DecodedText,
	decoders: Decoders,
): DecodedText | undefined {
	const builder = createBuilder();
	let isChanged = false;
	for (let at = 0; at < text.length; ) {
		const decoded = decoders[text.charAt(at)]?.(text, at);
		const length = decoded?.length ?? 1;
		isChanged ||= decoded !== undefined;
		builder.add(decoded?.character ?? text.charAt(at), starts[at] ?? 0, ends[at + length - 1] ?? 0);
		at += length;
	}
	return isChanged ? builder.finish() : undefined;
}

const INVISIBLE = /[\p{Format}\p{Control}]/u;
const SPACE = /[\s\u0085]/;
const isAscii = (character: string): boolean => character >= '!' && character <= '~';

function createBuilder() {
	const units: string[] = [];
	const starts: number[] = [];
	const ends: number[] = [];
	return {
		add(character: string, start: number, end: number): void {
			let shown = character;
			if (!isAscii(character)) {
				if (character === '\ufeff') return;
				if (SPACE.test(character)) {
					if (units.at(-1) === ' ') return;
					shown = ' ';
				} else if (INVISIBLE.test(character)) return;
			}
			for (let unit = 0; unit < shown.length; unit += 1) {
				units.push(shown.charAt(unit));
				starts.push(start);
				ends.push(end);
			}
		},
		finish: (): DecodedText => ({ text: units.join(''), starts, ends }),
	};
}

/** Decoders, by the first character of the encoded form. */
type Decoders = Readonly<Record<string, (text: string, at: number) => Decoded | undefined>>;

/** Any number of backslashes in a row is one escape, as in nested JSON. */
const GREEDY_DECODERS: Decoders = {
	'\\': (text, at) => decodeBytes(text, at, ESCAPED_BYTES) ?? decodeEscape(text, at, NESTED_ESCAPE),
	'%': (text, at) => decodeBytes(text, at, PERCENT_BYTE),
	'&': decodeEntity,
};
/** Two backslashes are an escaped backslash. */
const LITERAL_DECODERS: Decoders = {
	...GREEDY_DECODERS,
	'\\': (text, at) => decodeBytes(text, at, ESCAPED_BYTE) ?? decodeEscape(text, at, ESCAPE),
};

const PERCENT_BYTE = /%(?:25)*([0-9a-f]{2})/iy;
const ESCAPED_BYTES = /\\+x([0-9a-f]{2})/iy;
const ESCAPED_BYTE = /\\x([0-9a-f]{2})/iy;

/** Decodes one character whose UTF-8 bytes are encoded one by one. */
function decodeBytes(text: string, at: number, pattern: RegExp): Decoded | undefined {
	const first = readByte(text, at, pattern);
	if (first === undefined) return undefined;
	const bytes = [first.byte];
	let { length } = first;
	while (bytes.length < countBytes(first.byte)) {
		const next = readByte(text, at + length, pattern);
		if (next === undefined || next.byte >> 6 !== 0b10) break;
		bytes.push(next.byte);
		length += next.length;
	}
	return bytes.length === countBytes(first.byte)
		? { character: Buffer.from(bytes).toString('utf8'), length }
		: // Not UTF-8, so a character of Latin-1.
			{ character: String.fromCharCode(first.byte), length: first.length };
}

function readByte(
	text: string,
	at: number,
	pattern: RegExp,
): { byte: number; length: number } | undefined {
	const match = matchAt(pattern, text, at);
	return match === null
		? undefined
		: { byte: parseInt(match[1] ?? '', 16), length: match[0].length };
}

/** How many bytes a character has in UTF-8, given its first one. */
function countBytes(first: number): number {
	if (first < 0xc2) return 1;
	if (first < 0xe0) return 2;
	return first < 0xf0 ? 3 : 4;
}

const NESTED_ESCAPE = /\\+(?:u([0-9a-f]{4})|u\{([0-9a-f]{1,8})\}|(.))/isy;
const ESCAPE = /\\(?:u([0-9a-f]{4})|u\{([0-9a-f]{1,8})\}|(.))/isy;
/** The character that an escaped letter stands for, where it is not the letter itself. */
const ESCAPED_LETTERS: Readonly<Record<string, string>> = {
	b: ' ',
	f: ' ',
	n: ' ',
	r: ' ',
	t: ' ',
	v: ' ',
};

function decodeEscape(text: string, at: number, pattern: RegExp): Decoded | undefined {
	const match = matchAt(pattern, text, at);
	if (match === null) return undefined;
	const [{ length }, unit, codePoint, letter = ''] = match;
	const code = unit ?? codePoint;
	const character =
		code === undefined ? (ESCAPED_LETTERS[letter] ?? letter) : fromCode(parseInt(code, 16));
	return character === undefined ? undefined : { character, length };
}

/** Keeps UTF-16 surrogates as they are: two in a row form one character. */
function fromCode(code: number): string | undefined {
	return code <= 0x10_ff_ff ? String.fromCodePoint(code) : undefined;
}

const ENTITY = /&(?:amp;?)*(?:#x0*([0-9a-f]{1,6})|#0*([0-9]{1,7})|([a-z]{2,24}))(;?)/iy;
const AMPERSAND = /&(?:amp;?)+/iy;

function decodeEntity(text: string, at: number): Decoded | undefined {
	const match = matchAt(ENTITY, text, at);
	if (match !== null) {
		const [whole, hex, decimal, name = '', end = ''] = match;
		const code = hex === undefined ? decimal && Number(decimal) : parseInt(hex, 16);
		const character = typeof code === 'number' ? fromCode(code) : undefined;
		if (character !== undefined) return { character, length: whole.length };
		const before = whole.length - name.length - end.length;
		for (let length = name.length; length >= 2; length -= 1) {
			const named = NAMED_ENTITIES.get(name.slice(0, length).toLowerCase());
			if (named === undefined) continue;
			return {
				character: named,
				length: before + length + (length === name.length ? end.length : 0),
			};
		}
	}
	const length = matchLength(AMPERSAND, text, at);
	return length === 0 ? undefined : { character: '&', length };
}

/** HTML's names of ASCII characters (https://html.spec.whatwg.org/entities.json), in lower case. */
const ASCII_ENTITIES =
	'!excl "quot #num $dollar %percnt &amp \'apos (lpar )rpar *ast *midast +plus ,comma .period /sol :colon ;semi <lt =equals >gt ?quest @commat [lsqb [lbrack \\bsol ]rsqb ]rbrack ^hat _lowbar _underbar `grave `diacriticalgrave {lcub {lbrace |verbar |vert |verticalline }rcub }rbrace';
/** HTML's names of the characters from U+00A0 to U+00FF, in their order. */
const LATIN_1_ENTITIES =
	'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';

/** Names in lower case, since secrets are searched for in any letter case. */
const NAMED_ENTITIES: ReadonlyMap<string, string> = new Map([
	...LATIN_1_ENTITIES.split(' ').map((name, index): [string, string] => [
		name.toLowerCase(),
		String.fromCodePoint(0xa0 + index),
	]),
	...ASCII_ENTITIES.split(' ').map((entry): [string, string] => [entry.slice(1), entry.charAt(0)]),
]);

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
	pattern.lastIndex = at;
	return pattern.exec(text);
}

function matchLength(pattern: RegExp, text: string, at: number): number {
	return matchAt(pattern, text, at)?.[0].length ?? 0;
}
