import { TERMINAL_SEQUENCE } from '../plainText';

/** A decoded text, with the place in the source that each of its UTF-16 units was decoded from. */
export interface DecodedText {
	readonly text: string;
	/** Index in the source where each unit begins. */
	readonly starts: Int32Array;
	/** Index in the source where each unit ends. */
	readonly ends: Int32Array;
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
	const readings = decodeRounds(visible, GREEDY_DECODERS);
	// Only backslashes have a second meaning.
	const isAmbiguous = [visible, ...readings].some(({ text }) => text.includes('\\'));
	return [visible, ...readings, ...(isAmbiguous ? decodeRounds(visible, LITERAL_DECODERS) : [])];
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
/** Where the C0 controls end, and the C1 controls with the one before them begin and end. */
const [LAST_C0, FIRST_C1, LAST_C1] = [0x1f, 0x7f, 0x9f];

function readVisible(source: string): DecodedText {
	const builder = createBuilder(source.length);
	for (let at = 0; at < source.length; ) {
		const code = source.charCodeAt(at);
		const isControl = code <= LAST_C0 || (code >= FIRST_C1 && code <= LAST_C1);
		const length = isControl ? matchLength(SEQUENCE, source, at) : 0;
		if (length === 0) builder.add(code, at, at + 1);
		at += Math.max(length, 1);
	}
	return builder.finish();
}

/** First characters of encoded forms. */
const ENCODED = /[\\%&]/g;

/** Undefined where there is nothing to decode. */
function decodeOnce(
	{ text, starts, ends }: DecodedText,
	decoders: Decoders,
): DecodedText | undefined {
	const builder = createBuilder(text.length);
	let isChanged = false;
	let at = 0;
	const copyTo = (end: number): void => {
		for (; at < end; at += 1) builder.add(text.charCodeAt(at), starts[at] ?? 0, ends[at] ?? 0);
	};
	for (const { 0: first, index } of text.matchAll(ENCODED)) {
		if (index < at) continue;
		const decoded = decoders[first]?.(text, index);
		if (decoded === undefined) continue;
		isChanged = true;
		copyTo(index);
		const { character, length } = decoded;
		for (let unit = 0; unit < character.length; unit += 1) {
			builder.add(character.charCodeAt(unit), starts[index] ?? 0, ends[index + length - 1] ?? 0);
		}
		at = index + length;
	}
	if (!isChanged) return undefined;
	copyTo(text.length);
	return builder.finish();
}

const INVISIBLE = /[\p{Format}\p{Control}]/u;
const SPACE = /[\s\u0085]/;
const BYTE_ORDER_MARK = '\ufeff';
const SPACE_CODE = 0x20;

/** What becomes of a UTF-16 unit. */
const UNKNOWN = 0;
const SHOWN = 1;
const SPACED = 2;
const DROPPED = 3;
/** The same for each unit, as far as it came up: looking a unit up is much faster than matching it. */
const fates = new Uint8Array(0x1_00_00);

function fateOf(code: number): number {
	const known = fates[code] ?? UNKNOWN;
	if (known !== UNKNOWN) return known;
	const unit = String.fromCharCode(code);
	const isSpace = unit !== BYTE_ORDER_MARK && SPACE.test(unit);
	const isDropped = unit === BYTE_ORDER_MARK || INVISIBLE.test(unit);
	const fate = isSpace ? SPACED : isDropped ? DROPPED : SHOWN;
	fates[code] = fate;
	return fate;
}

/** @param most UTF-16 units that there is room for: no decoded character is longer than its encoded form */
function createBuilder(most: number) {
	/** UTF-16LE. */
	const bytes = Buffer.alloc(2 * most);
	const starts = new Int32Array(most);
	const ends = new Int32Array(most);
	let count = 0;
	let endsInSpace = false;
	return {
		add(code: number, start: number, end: number): void {
			const fate = fateOf(code);
			const isSpace = fate === SPACED;
			if (fate === DROPPED || (isSpace && endsInSpace)) return;
			const shown = isSpace ? SPACE_CODE : code;
			bytes[2 * count] = shown & 0xff;
			bytes[2 * count + 1] = shown >> 8;
			starts[count] = start;
			ends[count] = end;
			count += 1;
			endsInSpace = isSpace;
		},
		finish: (): DecodedText => ({
			text: bytes.toString('utf16le', 0, 2 * count),
			starts,
			ends,
		}),
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
