import {
	AUTHORIZATION_HEADERS,
	DISTINCTIVE_WORDS,
	ID_HEADER_ENDINGS,
	MAC_ENCODINGS,
	MAC_LABELS,
	OTHER_ALGORITHMS,
	SCHEME,
	SIGNATURE_HEADER_WORDS,
	TIME_HEADER_ENDINGS,
	TIME_LABELS,
} from './signatureConventions';
import { isId } from './signedContents';
import { readTime } from './signedTimes';

/** Header values by lower-case name, as Node.js hands them over. */
export type DeliveryHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** A signature in a delivery's headers, not yet verified. */
export interface Claim {
	readonly mac: Buffer;
	/** The time beside it in its header, as written. */
	readonly time: string | undefined;
	/** The version before it, such as `v0`. */
	readonly version: string | undefined;
	/** Whether a time has to be part of what it signs, as in `t=…,v1=…`. */
	readonly signsTime: boolean;
}

/** What a delivery's headers say about its signature. */
export interface SignatureHeaders {
	readonly claims: readonly Claim[];
	/** Times and IDs in headers of their own, those with names closest to the signature's first. */
	readonly times: readonly string[];
	readonly ids: readonly string[];
}

/** Limits of what is read, so that a long header cannot keep the process busy. */
const MOST_HEADERS = 8;
const MOST_PARTS = 10;
const MOST_CLAIMS = 20;
const MOST_CHARACTERS = 4096;
const MOST_TIMES = 2;
const MOST_IDS = 2;

const TIME_HEADER = new RegExp(`(^|[-_])(${TIME_HEADER_ENDINGS.join('|')})$`);
const ID_HEADER = new RegExp(`(^|[-_])(${ID_HEADER_ENDINGS.join('|')})$`);

/** A part of a header that begins with a label. A MAC must be ruled out first, since base64 may end in `=`. */
const LABELLED = /^([A-Za-z][\w-]*)[=:](.+)$/;

/**
 * Reads from a delivery's headers the possible signatures, and what may have been signed with the body.
 *
 * @param name the header with the signature; where undefined, all headers named like a signature
 */
export function readSignatureHeaders(
	headers: DeliveryHeaders,
	name: string | undefined,
): SignatureHeaders {
	const all = Object.keys(headers);
	const names =
		name === undefined
			? all.filter((key) => namesSignature(key, valueOf(headers, key))).slice(0, MOST_HEADERS)
			: [name.trim().toLowerCase()];
	const found = names.map((key) => ({ key, claims: readClaims(valueOf(headers, key)) }));
	const signed = found.filter(({ claims }) => claims.length > 0);
	const [first] = signed;
	if (first === undefined) return { claims: [], times: [], ids: [] };

	const byLikeness = [...all].sort(
		(one, other) => likeness(other, first.key) - likeness(one, first.key),
	);
	const valuesOf = (ending: RegExp): string[] =>
		byLikeness.filter((key) => ending.test(key)).map((key) => valueOf(headers, key).trim());
	return {
		claims: signed.flatMap(({ claims }) => claims).slice(0, MOST_CLAIMS),
		times: valuesOf(TIME_HEADER)
			.filter((text) => readTime(text) !== undefined)
			.slice(0, MOST_TIMES),
		ids: valuesOf(ID_HEADER).filter(isId).slice(0, MOST_IDS),
	};
}

function valueOf(headers: DeliveryHeaders, key: string): string {
	const value = Object.hasOwn(headers, key) ? headers[key] : undefined;
	return (Array.isArray(value) ? value.join(',') : (value ?? '')).slice(0, MOST_CHARACTERS);
}

function namesSignature(key: string, value: string): boolean {
	if (AUTHORIZATION_HEADERS.includes(key)) return SCHEME.test(value);
	const words = key.split(/[-_]/);
	const isNamed =
		words.some((word) => SIGNATURE_HEADER_WORDS.includes(word)) ||
		DISTINCTIVE_WORDS.some((word) => key.includes(word));
	return isNamed && !OTHER_ALGORITHMS.test(key);
}

/** Length of two names' common prefix. */
function likeness(one: string, other: string): number {
	let length = 0;
	while (length < one.length && one[length] === other[length]) length++;
	return length;
}

interface Piece {
	readonly label: string | undefined;
	readonly text: string;
}

/** Reads one header, which may hold several signatures, and times, each for the signatures up to the next time. */
function readClaims(value: string): Claim[] {
	const pieces = value
		.split(/[ \t,;&|]+/, MOST_PARTS)
		.flatMap(splitTime)
		.map(readPiece);
	const times = pieces.map(timeOf);
	return pieces.flatMap(({ label, text }, index) => {
		const mac = decodeMac(text);
		const known = MAC_LABELS.find(({ pattern }) => label !== undefined && pattern.test(label));
		if (mac === undefined || (label !== undefined && known === undefined)) return [];
		const isPlain = known === undefined || known.isAlgorithm === true;
		const [before, after] = [times.slice(0, index), times.slice(index)].map(onlyKnown);
		const time = before?.at(-1) ?? after?.at(0);
		const signsTime = !isPlain && time !== undefined;
		return [{ mac, time, version: isPlain ? undefined : label, signsTime }];
	});
}

function onlyKnown(times: ReadonlyArray<string | undefined>): string[] {
	return times.filter((time) => time !== undefined);
}

/** Separates a time from the MAC behind it, as in `1795760000.…`. */
function splitTime(part: string): string[] {
	const [, time, mac] = /^(\d{10}|\d{13})[.:](.+)$/.exec(part) ?? [];
	return time === undefined || mac === undefined || decodeMac(mac) === undefined
		? [part]
		: [time, mac];
}

function readPiece(part: string): Piece {
	const piece = part.replaceAll('"', '');
	const [, label, text] = (decodeMac(piece) === undefined && LABELLED.exec(piece)) || [];
	return text === undefined ? { label: undefined, text: piece } : { label, text };
}

function timeOf({ label, text }: Piece): string | undefined {
	const isTime = label === undefined || TIME_LABELS.includes(label.toLowerCase());
	return isTime && readTime(text) !== undefined ? text : undefined;
}

function decodeMac(text: string): Buffer | undefined {
	for (const { decode } of MAC_ENCODINGS) {
		const mac = decode(text);
		if (mac !== undefined) return mac;
	}
	return undefined;
}
