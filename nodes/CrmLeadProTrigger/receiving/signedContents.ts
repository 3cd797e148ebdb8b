import { ARRANGEMENTS, TIME_FORMS } from './signatureConventions';
import type { Arrangement, Part } from './signatureConventions';
import { readTime } from './signedTimes';

/** What may have been signed together with the body. */
export interface Ingredients {
	readonly times: readonly string[];
	readonly ids: readonly string[];
	/** Versions before signatures, such as `v0`. */
	readonly versions: readonly string[];
	readonly method: string;
	/** The webhook's address, in each protocol and host that the sender may know it by. */
	readonly urls: readonly string[];
}

/** One way in which the body may have been signed. */
export interface Content {
	/** The text before the body. */
	readonly before: string;
	readonly after: string;
	readonly time: string | undefined;
	readonly version: string | undefined;
	/** What joins the parts and the body. */
	readonly joiner: string;
	readonly isCommon: boolean;
	/** Names the arrangement and the joiner. */
	readonly form: string;
}

/** What a signed text says. */
export interface Meaning {
	/** In ms since 1970; undefined where no time was signed. */
	readonly time: number | undefined;
	readonly id: string | undefined;
}

/** The parts of one text that may have been signed. */
type Values = Readonly<Partial<Record<Part, string>>>;

/** No dot, colon, bar or line break, since these join parts; too long for the three digits of a time's fraction. */
const ID = '[\\w-]{4,128}';
/** Stands for the webhook's address, which no header can change. */
const URL_MARK = '\u0001';
const PATH_MARK = '\u0002';
/** JSON's whitespace. */
const BLANKS = [0x09, 0x0a, 0x0d, 0x20];

/** A form of contents: an arrangement with one of its joiners. */
interface Form {
	readonly name: string;
	readonly arrangement: Arrangement;
	readonly joiner: string;
}

const forms: readonly Form[] = ARRANGEMENTS.flatMap((arrangement) =>
	arrangement.joiners.map((joiner) => ({
		name: JSON.stringify([arrangement.before ?? [], arrangement.after ?? [], joiner]),
		arrangement,
		joiner,
	})),
);
const byLikelihood = [true, false].map((isCommon) =>
	forms.filter(({ arrangement }) => (arrangement.isCommon ?? false) === isCommon),
);
const wholeId = new RegExp(`^${ID}$`);

/** Whether a text can be a delivery's ID. */
export function isId(text: string): boolean {
	return wholeId.test(text);
}

/**
 * Lists the ways in which a body may have been signed, the likeliest first. Ways with a part that the
 * delivery does not have are left out.
 *
 * @param isWanted whether contents of a form are wanted; all are by default
 */
export function* listContents(
	rawBody: Uint8Array,
	ingredients: Ingredients,
	isWanted: (form: string) => boolean = () => true,
): Generator<Content> {
	const startsBlank = BLANKS.includes(rawBody.at(0) ?? 0);
	const endsBlank = BLANKS.includes(rawBody.at(-1) ?? 0);
	const known = new Set<string>();
	const variants = listValues(ingredients);
	for (const likely of byLikelihood) {
		const wanted = likely.filter(({ name }) => isWanted(name));
		for (const [values, form] of pair(variants, wanted)) {
			const content = compose(form, values);
			if (content === undefined) continue;
			const { before, after, joiner } = content;
			const key = `${before}\0${after}`;
			// See readMeaning.
			const isBlank = (before !== '' && startsBlank) || (after !== '' && endsBlank);
			if ((joiner === '' && isBlank) || known.has(key)) continue;
			known.add(key);
			yield content;
		}
	}
}

function pair<One, Other>(ones: readonly One[], others: readonly Other[]): Array<[One, Other]> {
	return ones.flatMap((one) => others.map((other): [One, Other] => [one, other]));
}

/** Combinations of parts that differ from the first one in one part at a time. */
function listValues({ times, ids, versions, method, urls }: Ingredients): Values[] {
	const [time] = times;
	const [id] = ids;
	const [version] = versions;
	const [url] = urls;
	const first = { time, id, version, method, ...addressOf(url) };
	return [
		first,
		...times.slice(1).map((other) => ({ ...first, time: other })),
		...ids.slice(1).map((other) => ({ ...first, id: other })),
		...versions.slice(1).map((other) => ({ ...first, version: other })),
		...urls.slice(1).map((other) => ({ ...first, ...addressOf(other) })),
	];
}

function addressOf(url: string | undefined): Values {
	const path = url === undefined ? undefined : /^https?:\/\/[^/]+(\/.*)$/.exec(url)?.[1];
	return path === undefined || /[{}\s]/.test(path) ? {} : { url, path };
}

/** Undefined where a part is missing. */
function compose({ name, arrangement, joiner }: Form, values: Values): Content | undefined {
	const { before = [], after = [], isCommon = false } = arrangement;
	const parts = [...before, ...after];
	if (parts.some((part) => values[part] === undefined)) return undefined;
	return {
		before: before.map((part) => `${values[part] ?? ''}${joiner}`).join(''),
		after: after.map((part) => `${joiner}${values[part] ?? ''}`).join(''),
		time: parts.includes('time') ? values.time : undefined,
		version: parts.includes('version') ? values.version : undefined,
		joiner,
		isCommon,
		form: name,
	};
}

/** A way of reading a signed text, for one notation of times. */
interface Reading {
	readonly before: RegExp;
	readonly after: RegExp;
}

let knownReadings: readonly Reading[] | undefined;

/** All readings, made with the first delivery: dozens of regular expressions would slow the start of n8n. */
function listReadings(): readonly Reading[] {
	knownReadings ??= ARRANGEMENTS.flatMap(toReadings);
	return knownReadings;
}

function toReadings({ before = [], after = [], joiners }: Arrangement): Reading[] {
	const parts = [...before, ...after];
	const forms = parts.includes('time') ? TIME_FORMS : TIME_FORMS.slice(0, 1);
	return joiners.flatMap((joiner) =>
		forms
			.filter(({ needsJoiner }) => !(needsJoiner && parts.includes('id') && joiner === ''))
			.map(({ pattern: time }) => {
				const patterns: Record<Part, string> = {
					time: `(?<time>${time})`,
					id: `(?<id>${ID})`,
					version: 'v\\d{1,2}',
					method: '[A-Z]+',
					url: URL_MARK,
					path: PATH_MARK,
				};
				const between = joiner.replace(/[.|]/, '\\$&');
				return {
					before: new RegExp(`^${before.map((part) => patterns[part] + between).join('')}$`),
					after: new RegExp(`^${after.map((part) => between + patterns[part]).join('')}$`),
				};
			}),
	);
}

/**
 * Reads a signed text in every way in which it can be read. So the result depends on what was signed,
 * not on how headers present it: an attacker who has recorded a delivery may split its text among the
 * headers at will and still gets the same time and ID.
 *
 * Nor can bytes be moved into or out of the body. Only a JSON object starts a workflow, and no part
 * contains `{` or `}`, or begins or ends with JSON whitespace. So the body begins at the first `{` of
 * the signed text and ends at its last `}`, and a text with parts, sent as a body alone, is not JSON.
 * Only a line break could be either a joiner or the body's own: without a joiner, a body that begins or
 * ends with whitespace is rejected.
 *
 * @returns undefined where the text cannot be read; otherwise the oldest time of all readings, and the
 * ID that all of them agree on
 */
export function readMeaning(
	{ before, after }: Content,
	urls: readonly string[],
): Meaning | undefined {
	if (before === '' && after === '') return { time: undefined, id: undefined };
	const [first = '', last = ''] = [before, after].map((text) => markAddresses(text, urls));
	// A line break may also be part of the body.
	const texts = pair(
		[...new Set([first, first.replace(/\n$/, '')])],
		[...new Set([last, last.replace(/^\n/, '')])],
	);
	const meanings = pair(texts, listReadings()).flatMap(([[start, end], reading]): Meaning[] => {
		const [started, ended] = [reading.before.exec(start), reading.after.exec(end)];
		if (started === null || ended === null) return [];
		const parts: Partial<Record<string, string>> = { ...started.groups, ...ended.groups };
		const time = parts.time === undefined ? undefined : readTime(parts.time);
		return parts.time !== undefined && time === undefined ? [] : [{ time, id: parts.id }];
	});
	if (meanings.length === 0) return undefined;
	const times = meanings.map(({ time }) => time).filter((time) => time !== undefined);
	const [id, ...others] = new Set(meanings.map((meaning) => meaning.id));
	return {
		time: times.length === 0 ? undefined : Math.min(...times),
		id: others.length === 0 ? id : undefined,
	};
}

function markAddresses(text: string, urls: readonly string[]): string {
	const addresses = urls.map(addressOf);
	const withUrls = addresses.reduce((marked, { url }) => replace(marked, url, URL_MARK), text);
	return addresses.reduce((marked, { path }) => replace(marked, path, PATH_MARK), withUrls);
}

function replace(text: string, part: string | undefined, mark: string): string {
	return part === undefined ? text : text.replace(part, mark);
}
