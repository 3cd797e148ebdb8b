import { isJsonObject } from '../../json';
import type { ApiReply } from '../reply';
import type { Way } from './conventions';
import {
	COUNT_NAMES,
	FIRST_FLAGS,
	LAST_FLAGS,
	MORE_FLAGS,
	OFFSET_NAMES,
	PAGE_COUNT_NAMES,
	PAGE_NAMES,
	PREVIOUS_FLAGS,
	SUGGESTED_WAYS,
	TOTAL_NAMES,
} from './conventions';
import { toKey } from '../names';
import type { NextSignals } from './nextSignals';
import { readNextSignals } from './nextSignals';
import type { SignalField } from './signalFields';
import { readFields } from './signalFields';

/** What a list reply says about the rest of the list; undefined where it says nothing. */
export interface PagingSignals extends NextSignals {
	/** Number of pages. */
	readonly pages: number | undefined;
	/** Number of records on all pages. */
	readonly total: number | undefined;
	/** Number of records on either all pages or this one. */
	readonly count: number | undefined;
	readonly hasMore: boolean | undefined;
	/** This page's own number. */
	readonly ownPage: number | undefined;
	/** Whether the reply says that this is not the first page. */
	readonly isLaterPage: boolean;
	/** A way of requesting pages that the reply suggests, where it suggests no page numbers. */
	readonly likelyWay: Way | undefined;
	/** All ways that the reply suggests. */
	readonly suggestedWays: readonly Way[];
	/** Where the total, the count and the flag that there is more were found. */
	readonly places: { readonly total?: string; readonly count?: string; readonly hasMore?: string };
}

const flagKeys = {
	more: MORE_FLAGS.map(toKey),
	last: LAST_FLAGS.map(toKey),
	first: FIRST_FLAGS.map(toKey),
	previous: PREVIOUS_FLAGS.map(toKey),
};
const toPattern = (name: string): string => name.split('*').map(toKey).join('*');
const totalKeys = TOTAL_NAMES.map(toPattern);
const countKeys = COUNT_NAMES.map(toPattern);
const pageKeys = PAGE_NAMES.map(toKey);
const offsetKeys = OFFSET_NAMES.map(toKey);
const pageCountKeys = PAGE_COUNT_NAMES.map(toKey);

/** `items 0-24/319`, or `0-24/319`; either part may be `*`. */
const CONTENT_RANGE = /^(?!bytes)(?:[\w-]+\s+)?(?:(\d+)-\d+|\*)\/(?:(\d+)|\*)$/i;

/**
 * Reads a list reply's paging signals from the envelopes around the list, the containers beside it, and
 * headers; never from its records.
 *
 * @param listUrl absolute URL of the list, to resolve relative links
 * @param plural the resource's plural name, which may be the list's key
 */
export function readPagingSignals(reply: ApiReply, listUrl: string, plural = ''): PagingSignals {
	const fields = readFields(reply, plural);
	const [, rangeStart, rangeTotal] =
		CONTENT_RANGE.exec(reply.headers['content-range']?.trim() ?? '') ?? [];
	const total = findNumber(fields, toNames(totalKeys, plural));
	const count = findNumber(fields, toNames(countKeys, plural));
	const more = fields.find(
		(field) =>
			(flagKeys.more.includes(field.key) && readFlag(field.value) === true) ||
			(flagKeys.last.includes(field.key) && field.value === false),
	);
	const says = (keys: readonly string[], flag: boolean): boolean =>
		fields.some(({ key, value }) => keys.includes(key) && readFlag(value) === flag);
	const saysNoMore =
		says(flagKeys.more, false) ||
		fields.some(({ key, value }) => flagKeys.last.includes(key) && value === true);
	const page = findNumber(fields, pageKeys);
	const offset =
		findNumber(fields, offsetKeys) ??
		(rangeStart === undefined ? undefined : { number: Number(rangeStart), name: 'offset' });
	const byRange = rangeTotal === undefined ? undefined : Number(rangeTotal);
	return {
		...readNextSignals(reply, fields, listUrl),
		pages: findNumber(fields, pageCountKeys)?.number,
		total: total?.number ?? byRange,
		count: count?.number,
		hasMore: more === undefined ? (saysNoMore ? false : undefined) : true,
		ownPage: page?.number,
		isLaterPage:
			fields.some(({ key, value }) => flagKeys.first.includes(key) && value === false) ||
			says(flagKeys.previous, true) ||
			(offset?.number ?? 0) > 1,
		...suggestWays(fields, page, offset),
		places: {
			total: total?.place ?? (byRange === undefined ? undefined : 'Content-Range'),
			count: count?.place,
			hasMore: more?.place,
		},
	};
}

/** A number and where it was found. */
interface FoundNumber {
	readonly number: number;
	readonly name: string;
	readonly place?: string;
}

function suggestWays(
	fields: readonly SignalField[],
	page: FoundNumber | undefined,
	offset: FoundNumber | undefined,
): Pick<PagingSignals, 'likelyWay' | 'suggestedWays'> {
	const byOffset: Way | undefined = offset && {
		parameter: offset.name,
		by: 'offset',
		first: offset.number === 1 ? 1 : 0,
	};
	const byPage: Way | undefined = page && {
		parameter: page.name,
		by: 'page',
		first: page.number === 0 ? 0 : 1,
	};
	const byValue = SUGGESTED_WAYS.find(({ name, says }) =>
		fields.some((field) => field.key === toKey(name) && field.value === says),
	)?.way;
	return {
		likelyWay: byPage === undefined ? (byOffset ?? byValue) : undefined,
		suggestedWays: [byOffset, byPage, byValue].filter((way) => way !== undefined),
	};
}

/** A table's keys, with the resource's plural in place of `*`. */
function toNames(names: readonly string[], plural: string): string[] {
	const resource = toKey(plural);
	return names.map((name) => name.replace('*', resource));
}

function findNumber(
	fields: readonly SignalField[],
	keys: readonly string[],
): FoundNumber | undefined {
	const present = new Set(fields.map(({ key }) => key));
	for (const key of keys.filter((candidate) => present.has(candidate))) {
		for (const field of fields) {
			const number = field.key === key ? readCount(field.value) : undefined;
			if (number !== undefined) return { number, name: field.spelling, place: field.place };
		}
	}
	return undefined;
}

function readCount(value: unknown): number | undefined {
	const plain = isJsonObject(value) ? value.value : value;
	const count = typeof plain === 'string' && plain.trim() !== '' ? Number(plain) : plain;
	// Some servers send -1 for a total that they do not know.
	return typeof count === 'number' && Number.isFinite(count) && count >= 0 ? count : undefined;
}

function readFlag(value: unknown): boolean | undefined {
	if (value === true || value === 1 || value === 'true' || value === '1') return true;
	return value === false || value === 0 || value === 'false' || value === '0' ? false : undefined;
}
