import type { IDataObject } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import type { ApiClient, ApiRequest } from '../http';
import { idempotencyKey } from '../http';
import { shorten, toPlainText } from '../plainText';

/** One of the things that a field can mean, e.g. a stage. */
export interface Term {
	/** What is sent, e.g. `demo_scheduled`. */
	readonly value: string;
	/** What people call it, e.g. "Demo scheduled". */
	readonly name: string;
	/** The term that it belongs to, e.g. a stage's pipeline. */
	readonly owner?: Term;
}

/** A field of requests whose possible values can be listed. */
export interface Vocabulary {
	/** The API's name for the field, e.g. `pipeline_stage`. */
	readonly field: string;
	/** Beginnings of the paths of the requests that have it, e.g. `/leads`. */
	readonly paths: readonly string[];
	/** What its values are called, e.g. "Stages". */
	readonly plural: string;
	/** The field that says which owner's terms count, e.g. `pipeline`. */
	readonly ownerField?: string;
	/** Whether a value that people call differently is replaced by the term's own. */
	readonly isTranslated: boolean;
	readonly load: (client: ApiClient) => Promise<readonly Term[]>;
}

/** A client that understands words, and knows which there are. */
export interface WordClient extends ApiClient {
	/**
	 * Says which values there are for the fields of a query that found nothing.
	 *
	 * @returns undefined where it filters by no such field, or the lists cannot be read
	 */
	describeChoices(request: Pick<ApiRequest, 'path' | 'query'>): Promise<string | undefined>;
}

/** Text that may be what the API itself calls a thing. */
const KEY = /^[a-z0-9_-]+$/;
/** Terms of one field that are named, and characters of one name. */
const MOST_NAMED = 20;
const LONGEST_NAME = 60;

/** Normalises a word: letter case, spaces, `_` and `-` do not matter. */
function normalise(word: string): string {
	return word
		.normalize('NFKC')
		.toLowerCase()
		.replaceAll(/[\s_-]+/g, '');
}

/**
 * Makes a client that replaces words by what the API calls the same thing, where exactly one thing is
 * called so. Text in the form of a key is sent as it is; only where the API rejects it with 422, it is
 * looked up and sent once more. A list that cannot be read never keeps a request from being sent.
 *
 * @param vocabularies the fields, each after the one that it belongs to
 * @param chosen values that were picked from a list, and are sent as they are
 */
export function understandWords(
	client: ApiClient,
	vocabularies: readonly Vocabulary[],
	chosen: ReadonlySet<string>,
): WordClient {
	const lookUp = createLookup(client);
	const isWord = (word: string): boolean => !KEY.test(word) && !chosen.has(word);
	const namedBy = (error: NodeApiError, request: ApiRequest) => {
		const text = `${error.message}\n${error.description ?? ''}`;
		return vocabularies.filter(({ field }) => isNamed(field, request, text));
	};
	const correct = async (request: ApiRequest, error: NodeApiError) =>
		await translate(request, namedBy(error, request), lookUp, () => true);
	const withChoices = async (error: unknown, request: ApiRequest): Promise<unknown> => {
		if (!isRejection(error)) return error;
		const choices = await describe(request, namedBy(error, request), lookUp, true);
		if (choices !== undefined) {
			error.description = [error.description, choices].filter(Boolean).join('\n');
		}
		return error;
	};
	return {
		...client,
		async send(request, read, key) {
			const asked = await translate(request, vocabularies, lookUp, isWord);
			try {
				return await client.send(asked, read, key);
			} catch (error) {
				const corrected = isRejection(error) ? await correct(asked, error) : asked;
				if (corrected === asked) throw await withChoices(error, asked);
				return await client.send(corrected, read, key && idempotencyKey(key, 0, corrected));
			}
		},
		async describeChoices(request) {
			const asked: ApiRequest = { ...request, method: 'GET' };
			return (
				(await describe(asked, vocabularies, lookUp, true)) ??
				(await describe(asked, vocabularies, lookUp, false))
			);
		},
	};
}

/** Reads a vocabulary's terms, once in a run; undefined where they cannot be read. */
type Lookup = (vocabulary: Vocabulary) => Promise<readonly Term[] | undefined>;

function createLookup(client: ApiClient): Lookup {
	const known = new Map<Vocabulary['load'], Promise<readonly Term[] | undefined>>();
	return async ({ load }) => {
		const terms = known.get(load) ?? load(client).catch(() => undefined);
		known.set(load, terms);
		return await terms;
	};
}

/** Where a request has its values: in its body, or else in its query. */
function valuesOf({ body, query = {} }: ApiRequest): IDataObject {
	return body ?? Object.fromEntries(Object.entries(query).map(([name, value]) => [name, value]));
}

function wordOf(request: ApiRequest, { field, paths }: Vocabulary): string | undefined {
	const word = valuesOf(request)[field];
	const isMeant = paths.some((path) => request.path.startsWith(path));
	return isMeant && typeof word === 'string' && word !== '' ? word : undefined;
}

/** Whether the API found fault with values, and so changed nothing. */
function isRejection(error: unknown): error is NodeApiError {
	return error instanceof NodeApiError && error.httpCode === '422';
}

/** Whether a failure is about a field that the request has: it names it, or quotes its value. */
function isNamed(field: string, request: ApiRequest, text: string): boolean {
	const value = valuesOf(request)[field];
	return text.includes(field) || (typeof value === 'string' && text.includes(`"${value}"`));
}

/** @returns the same request where nothing is replaced */
async function translate(
	request: ApiRequest,
	vocabularies: readonly Vocabulary[],
	lookUp: Lookup,
	isWord: (word: string) => boolean,
): Promise<ApiRequest> {
	let asked = request;
	for (const vocabulary of vocabularies) {
		const word = wordOf(asked, vocabulary);
		if (!vocabulary.isTranslated || word === undefined || !isWord(word)) continue;
		const terms = await findTerms(asked, vocabulary, lookUp);
		const found = terms && findTerm(word, terms);
		if (found === undefined || found.value === word) continue;
		const change = { [vocabulary.field]: found.value };
		asked =
			asked.body === undefined
				? { ...asked, query: { ...asked.query, ...change } }
				: { ...asked, body: { ...asked.body, ...change } };
	}
	return asked;
}

/** The terms of the chosen owner, where it is known and has any; else all. */
async function findTerms(
	request: ApiRequest,
	vocabulary: Vocabulary,
	lookUp: Lookup,
): Promise<readonly Term[] | undefined> {
	const terms = await lookUp(vocabulary);
	const { ownerField } = vocabulary;
	const owner = ownerField === undefined ? undefined : valuesOf(request)[ownerField];
	if (terms === undefined || typeof owner !== 'string') return terms;
	const owned = terms.filter((term) => means(term.owner, owner));
	return owned.length > 0 ? owned : terms;
}

/** Whether a text means a term: its value or its name, whatever the letter case, spaces, `_` and `-`. */
export function means(term: Term | undefined, text: string): boolean {
	return term !== undefined && isCalled(term, normalise(text));
}

function isCalled({ value, name }: Term, normalised: string): boolean {
	return [value, name].some((text) => normalise(text) === normalised);
}

/** The one term that is called so; one whose value is exactly the word comes first. */
function findTerm(word: string, terms: readonly Term[]): Term | undefined {
	const exact = terms.find(({ value }) => value === word);
	if (exact !== undefined) return exact;
	const normalised = normalise(word);
	const found = terms.filter((term) => normalised !== '' && isCalled(term, normalised));
	return new Set(found.map(({ value }) => value)).size === 1 ? found[0] : undefined;
}

/** @param unknownOnly whether fields that have a known value are left out */
async function describe(
	request: ApiRequest,
	vocabularies: readonly Vocabulary[],
	lookUp: Lookup,
	unknownOnly: boolean,
): Promise<string | undefined> {
	const sentences: string[] = [];
	for (const vocabulary of vocabularies) {
		const word = wordOf(request, vocabulary);
		if (word === undefined) continue;
		const terms = await findTerms(request, vocabulary, lookUp);
		if (terms === undefined || terms.length === 0) continue;
		const isKnown = word.split(',').every((part) => terms.some(({ value }) => value === part));
		if (!(unknownOnly && isKnown)) sentences.push(nameTerms(vocabulary, terms));
	}
	return sentences.length === 0 ? undefined : sentences.join(' ');
}

/** E.g. "Stages of Sales: new (New), demo_scheduled (Demo scheduled)." */
function nameTerms({ plural }: Vocabulary, terms: readonly Term[]): string {
	const owners = new Set(terms.map(({ owner }) => owner?.name));
	const [owner] = owners;
	const of = owners.size === 1 && owner !== undefined ? ` of ${shown(owner)}` : '';
	const texts = terms.map(({ value, name }) =>
		value === name ? shown(value) : `${shown(value)} (${shown(name)})`,
	);
	const named = [...new Set(texts)];
	const others = named.length - MOST_NAMED;
	const more = others > 0 ? `, and ${others} more` : '';
	return `${plural}${of}: ${named.slice(0, MOST_NAMED).join(', ')}${more}.`;
}

function shown(text: string): string {
	return shorten(toPlainText(text), LONGEST_NAME);
}
