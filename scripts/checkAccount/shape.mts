import { isJsonObject } from '../../nodes/shared/json.ts';
import { shorten } from '../../nodes/shared/plainText.ts';

/** Names that programmers give; a long number, an email or a sentence as a key is somebody's data. */
const FIELD_NAME = /^[@$_]?[a-z][\w.:$@[\]-]{0,39}$/i;
const DATA_IN_NAME = /\d{4}|.@/;
/** Objects whose keys are chosen by an account's users. */
const CHOSEN_KEYS = /^(?:meta_?data|(?:custom|extra|additional).*|variables|properties|history)$/i;
/** Objects with more keys than a record has fields are keyed by data. */
const MOST_KEYS = 60;
const MOST_DEPTH = 6;
/** Names of a lead's fields, as documented: a history may have them as values. */
const KNOWN_NAMES: ReadonlySet<string> = new Set([
	...['id', 'name', 'email', 'phone', 'company', 'status', 'pipeline', 'pipeline_stage', 'score'],
	...['source', 'assigned_to', 'tags', 'metadata', 'created_at', 'updated_at'],
]);
const MASKED = '•••';

/**
 * A name as the report may show it.
 *
 * @returns `•••` where it may be somebody's data
 */
export function maskName(name: string, data: ReadonlySet<string> = new Set()): string {
	const isData =
		DATA_IN_NAME.test(name) || (data.has(name.toLowerCase()) && !KNOWN_NAMES.has(name));
	return FIELD_NAME.test(name) && !isData ? name : MASKED;
}

/**
 * The shape of a JSON value: keys and types, no value, e.g. `{data: [{id: text, score: number}], meta: {total: number}}`.
 * Of a list, the entry with the most fields stands for all.
 *
 * @param longest characters that are shown
 */
export function describeShape(value: unknown, longest = 600): string {
	const data = collectTexts(value);
	return shorten(shapeOf(value, data, 0), longest);
}

function shapeOf(value: unknown, data: ReadonlySet<string>, depth: number): string {
	if (Array.isArray(value)) return shapeOfList(value, data, depth);
	if (isJsonObject(value)) return shapeOfObject(value, data, depth);
	if (value === undefined) return 'no JSON';
	if (value === null) return 'null';
	return typeof value === 'string' ? 'text' : typeof value;
}

function shapeOfList(list: readonly unknown[], data: ReadonlySet<string>, depth: number): string {
	if (list.length === 0 || depth >= MOST_DEPTH) return list.length === 0 ? '[]' : '[…]';
	const size = (entry: unknown): number => (isJsonObject(entry) ? Object.keys(entry).length : 0);
	const longest = list.reduce((best, entry) => (size(entry) > size(best) ? entry : best));
	return `[${shapeOf(longest, data, depth + 1)}]`;
}

function shapeOfObject(
	object: Readonly<Record<string, unknown>>,
	data: ReadonlySet<string>,
	depth: number,
): string {
	const entries = Object.entries(object);
	if (entries.length > MOST_KEYS || (depth >= MOST_DEPTH && entries.length > 0)) return '{…}';
	const fields = entries.map(([name, inner]) => {
		const isChosen = CHOSEN_KEYS.test(name) && typeof inner === 'object' && inner !== null;
		const isPaging = /^meta_?data$/i.test(name) && depth === 0 && !Object.hasOwn(object, 'id');
		return `${maskName(name, data)}: ${isChosen && !isPaging ? 'object or list' : shapeOf(inner, data, depth + 1)}`;
	});
	return `{${fields.join(', ')}}`;
}

/** All texts in a value, in lower case: a key that is one of them is data. */
function collectTexts(value: unknown): Set<string> {
	const texts = new Set<string>();
	const waiting: unknown[] = [value];
	while (waiting.length > 0) {
		const current = waiting.pop();
		if (typeof current === 'string') texts.add(current.toLowerCase());
		else if (typeof current === 'object' && current !== null) {
			for (const inner of Object.values(current)) waiting.push(inner);
		}
	}
	return texts;
}

/**
 * Where something stands in a body, e.g. `result.items`.
 *
 * @param isIt tells whether a value is what is looked for
 * @returns "at the top" for the body itself; undefined where it is nowhere within three objects
 */
export function findPlace(body: unknown, isIt: (value: unknown) => boolean): string | undefined {
	const waiting: Array<readonly [value: unknown, path: readonly string[]]> = [[body, []]];
	for (const [value, path] of waiting) {
		if (isIt(value)) return path.length === 0 ? 'at the top' : `under \`${path.join('.')}\``;
		if (!isJsonObject(value) || path.length === 3) continue;
		for (const [name, inner] of Object.entries(value))
			waiting.push([inner, [...path, maskName(name)]]);
	}
	return undefined;
}
