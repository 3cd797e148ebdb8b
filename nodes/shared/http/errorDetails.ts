import type { IDataObject } from 'n8n-workflow';

import { isJsonObject } from '../json';
import { shorten } from '../plainText';
import {
	CODE,
	DETAIL_NAMES,
	FIELD_PATHS,
	GENERIC_WORDS,
	MESSAGE_NAMES,
	PATH_BEGINNINGS,
	RULE_NAMES,
	SILENT_NAMES,
	TITLE_NAMES,
	UNSURE_NAMES,
} from './errorConventions';
import { toKey } from './names';
import { BLANK } from './redact';
import { SECRET_NAME } from './secretFields';

/** Makes a text of a server fit to be shown. */
export type Show = (text: string) => string;

/** Characters of a field's name that are shown. */
const LONGEST_NAME = 100;
/** Characters of one message with its field's name that are shown. */
const LONGEST_DETAIL = 1_000;
/** Messages that are shown. */
export const MOST_DETAILS = 20;
/** Values that are looked at for messages. */
const MOST_VALUES = 1_000;
/** Characters of a text that are looked at: parts of a secret are found within them, however it is written. */
export const LONGEST_READ = 1_000;
/** Texts that are made fit to be shown while messages are looked for, and their UTF-16 units. */
const MOST_TEXTS = 150;
const MOST_UNITS = 40_000;
/** How deep field errors are looked for. */
const MAX_DEPTH = 5;
/** Fields of an object that are looked at for the names of the tables. */
const MOST_FIELDS = 60;
/** Steps of the path to a field that are shown. */
const MOST_STEPS = 10;

const messageKeys = MESSAGE_NAMES.map(toKey);
const titleKeys = TITLE_NAMES.map(toKey);
const fieldPaths = FIELD_PATHS.map((path) => path.map(toKey));
const detailKeys = new Set(DETAIL_NAMES.map(toKey));
const ruleKeys = new Set(RULE_NAMES.map(toKey));
const unsureKeys = new Set(UNSURE_NAMES.map(toKey));
const silentKeys = new Set(SILENT_NAMES.map(toKey));
const genericKeys = new Set(GENERIC_WORDS.map(toKey));

/** A message, and the field that it is about; empty where it is about none. */
export interface Detail {
	readonly field: string;
	readonly text: string;
}

/** An object's fields by the keys under which names are compared. */
export type Fields = ReadonlyMap<string, unknown>;

/**
 * Reads the first fields of an object: all of them could be a million.
 *
 * @param value anything; what is no object has no fields
 */
export function readFields(value: unknown): Fields {
	const fields = new Map<string, unknown>();
	if (!isJsonObject(value)) return fields;
	for (const name of firstNames(value, MOST_FIELDS)) {
		const key = name.length > LONGEST_NAME ? '' : toKey(name);
		if (!fields.has(key)) fields.set(key, value[name]);
	}
	return fields;
}

/**
 * Tells whether a text says nothing more than a status does, e.g. "Bad Request" or `invalid_request`.
 *
 * @param text a text of a failure
 */
export function isGeneric(text: string): boolean {
	return genericKeys.has(toKey(text)) || CODE.test(text);
}

/**
 * Reads a text or a number.
 *
 * @param value any value
 * @param show makes it fit to be shown
 */
export function asText(value: unknown, show: Show): string | undefined {
	if (typeof value === 'number') return String(value);
	return typeof value === 'string' ? show(value) || undefined : undefined;
}

/**
 * Puts a field's name before what is said about it.
 *
 * @param detail a message
 */
export function nameField({ field, text }: Detail): string {
	return shorten(field === '' ? text : `${field}: ${text}`, LONGEST_DETAIL);
}

/**
 * Reads the name of the field that an entry is about: a text, a path as a list, a JSON pointer.
 *
 * @param value what stands under one of the names in `FIELD_PATHS`
 * @param show makes it fit to be shown
 */
export function readFieldName(value: unknown, show: Show): string | undefined {
	if (Array.isArray(value)) {
		const steps = value.slice(0, MOST_STEPS).map((step) => asText(step, show));
		return joinSteps(steps.filter((step) => step !== undefined));
	}
	const name = asText(value, show);
	if (name === undefined || PATH_BEGINNINGS.includes(name)) return undefined;
	if (!/^(?:#?\/|\$\.)/.test(name)) return name;
	const steps = name
		.replace(/^[#$]/, '')
		.split(/[/.]/)
		.slice(0, 2 * MOST_STEPS);
	return joinSteps(steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')));
}

function joinSteps(steps: readonly string[]): string | undefined {
	const named = steps.filter((step) => step !== '');
	const begins = named.findIndex((step) => !PATH_BEGINNINGS.includes(step));
	return named.slice(Math.max(begins, 0)).join('.') || undefined;
}

/** What is read of an entry that is an object. */
interface Entry {
	readonly field: string | undefined;
	readonly texts: readonly string[];
}

function readEntry(fields: Fields, show: Show): Entry {
	const texts = (keys: readonly string[]): string[] =>
		keys.map((key) => asText(fields.get(key), show)).filter((text) => text !== undefined);
	const all = texts(messageKeys);
	const some = all.length > 0 ? all : texts(titleKeys);
	const specific = some.filter((text) => !isGeneric(text));
	const field = fieldPaths
		.map((path) => readFieldName(valueUnder(fields, path), show))
		.find((name) => name !== undefined && !/(?:Error|Exception)$/.test(name));
	return { field, texts: withoutRepeats(specific.length > 0 ? specific : some.slice(0, 1)) };
}

function valueUnder(fields: Fields, [key = '', inner]: readonly string[]): unknown {
	return inner === undefined ? fields.get(key) : readFields(fields.get(key)).get(inner);
}

/**
 * Drops what a text before it says, too.
 *
 * @param texts in the order in which they are shown
 */
export function withoutRepeats(texts: readonly string[]): string[] {
	const kept: string[] = [];
	for (const text of texts) {
		const isRepeated = kept.some((other) => other.toLowerCase().includes(text.toLowerCase()));
		if (!isRepeated) kept.push(text);
	}
	return kept;
}

/**
 * Finds the messages in a failure's lists and objects, and flattens them, e.g.
 * `{address: {city: ["is unknown"]}}` to "address.city: is unknown".
 *
 * @param body parsed JSON
 * @param showText makes a text fit to be shown
 */
export function readDetails(body: unknown, showText: Show): Detail[] {
	const reader = new DetailReader(showText);
	if (Array.isArray(body)) reader.readList(body.filter(isJsonObject), { field: '', depth: 0 });
	else if (isJsonObject(body)) reader.readContainers(body, { field: '', depth: 0 }, '');
	return reader.details;
}

/** Where a value stands. */
interface Place {
	/** The field that it is about; empty where there is none. */
	readonly field: string;
	readonly depth: number;
	/** Whether its keys are fields only where their values are sentences. */
	readonly isUnsure?: boolean;
}

class DetailReader {
	readonly details: Detail[] = [];
	private values = 0;
	private texts = 0;
	private units = 0;

	private readonly showText: Show;

	constructor(showText: Show) {
		this.showText = showText;
	}

	private readonly show: Show = (text) => {
		this.texts += 1;
		this.units += Math.min(text.length, LONGEST_READ);
		return this.texts > MOST_TEXTS || this.units > MOST_UNITS ? '' : this.showText(text);
	};

	readList(entries: readonly unknown[], { field, depth, isUnsure }: Place): void {
		const first = entries.slice(0, MOST_DETAILS);
		if (field !== '' && first.every((entry) => ['string', 'number'].includes(typeof entry))) {
			const words = first.map((entry) => asText(entry, this.show));
			const found = words.filter((text) => text !== undefined);
			if (found.length > 0) this.details.push({ field, text: found.join('; ') });
			return;
		}
		for (const entry of first) this.read(entry, { field, depth: depth + 1, isUnsure });
	}

	/** Reads what stands in an object under the names of lists of failures, and fields with sentences. */
	readContainers(object: IDataObject, place: Place, owner: string): void {
		const depth = place.depth + 1;
		for (const name of firstNames(object, MOST_FIELDS)) {
			const value = object[name];
			if (typeof value !== 'object' || value === null) continue;
			const key = toKey(name.slice(0, LONGEST_NAME));
			if (unsureKeys.has(key) && isListOfWords(value)) continue;
			if (ruleKeys.has(key)) this.readRules(value, place.field);
			else if (detailKeys.has(key)) {
				this.read(value, { ...place, depth: place.depth, isUnsure: unsureKeys.has(key) });
			} else if (unsureKeys.has(owner) && holdsSentences(value)) {
				this.read(value, { field: this.join(place.field, name), depth });
			}
		}
	}

	private read(value: unknown, place: Place): void {
		this.values += 1;
		// One more than shown, since the message may be among them.
		if (this.values > MOST_VALUES || this.details.length > MOST_DETAILS) return;
		const plain = asText(value, this.show);
		if (plain !== undefined) this.details.push({ field: place.field, text: plain });
		else if (place.depth > MAX_DEPTH) return;
		else if (Array.isArray(value)) this.readList(value, place);
		else if (isJsonObject(value)) this.readObject(value, place);
	}

	private readObject(object: IDataObject, place: Place): void {
		const { field, texts } = readEntry(readFields(object), this.show);
		const about = field ?? place.field;
		if (texts.length > 0) this.details.push({ field: about, text: texts.join('; ') });
		const before = this.details.length;
		const inner = { field: texts.length > 0 ? about : place.field, depth: place.depth + 1 };
		this.readContainers(
			object,
			{ ...inner, field: this.innerField(object, inner.field, field) },
			'',
		);
		if (texts.length > 0 || this.details.length > before) return;
		this.readKeys(object, place);
	}

	/** Where an entry has no words but rules, they are about the field that it names. */
	private innerField(object: IDataObject, outer: string, named: string | undefined): string {
		const hasRules = firstNames(object, MOST_FIELDS).some((name) => ruleKeys.has(toKey(name)));
		return hasRules ? (named ?? outer) : outer;
	}

	private readKeys(object: IDataObject, { field, depth, isUnsure }: Place): void {
		for (const name of firstNames(object, MOST_DETAILS)) {
			const value = object[name];
			if (silentKeys.has(toKey(name.slice(0, LONGEST_NAME))) && typeof value !== 'object') continue;
			if (isUnsure === true && !holdsSentences(value)) continue;
			const isHidden = SECRET_NAME.test(name) && typeof value === 'string';
			this.read(isHidden ? BLANK : value, { field: this.join(field, name), depth: depth + 1 });
		}
	}

	private readRules(rules: unknown, field: string): void {
		const texts = isJsonObject(rules)
			? firstNames(rules, MOST_DETAILS).map((name) => rules[name])
			: rules;
		this.read(texts, { field, depth: 0 });
	}

	private join(field: string, name: string): string {
		const shown = shorten(this.show(name), LONGEST_NAME);
		return field === '' ? shown : `${field}.${shown}`;
	}
}

/** Whether a value is made of words for people: texts with blanks, or objects with such a message. */
function holdsSentences(value: unknown, depth = 0): boolean {
	if (typeof value === 'string') return /\S\s+\S/.test(value.slice(0, LONGEST_DETAIL));
	if (depth > 2 || typeof value !== 'object') return false;
	if (Array.isArray(value)) {
		const first = value.slice(0, MOST_DETAILS);
		return first.length > 0 && first.every((entry) => holdsSentences(entry, depth + 1));
	}
	const fields = readFields(value);
	return messageKeys.some((key) => holdsSentences(fields.get(key), depth + 1));
}

/** Whether a value is a list of texts that are no sentences, such as the names of fields. */
function isListOfWords(value: unknown): boolean {
	return (
		Array.isArray(value) &&
		value
			.slice(0, MOST_DETAILS)
			.every((entry) => typeof entry === 'string' && !holdsSentences(entry))
	);
}

/** The names of an object's first fields: all of them could be a million. */
function firstNames(value: object, most: number): string[] {
	const names: string[] = [];
	for (const name in value) {
		if (names.length === most) break;
		if (Object.hasOwn(value, name)) names.push(name);
	}
	return names;
}
