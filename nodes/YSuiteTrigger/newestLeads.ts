import type { IDataObject } from 'n8n-workflow';

import { firstText } from '../shared/json';
import type { ApiClient, Collected } from '../shared/http';
import { readPagesInTurn } from '../shared/http';
import { ySuiteLists } from '../YSuite/api';

const ID_FIELD = 'cstid';

/** Number of rows in which descending IDs are no coincidence. */
const ROWS_THAT_PROVE_ORDER = 10;

/** ID of a lead: a number, or the text of its digits where it exceeds a number's precision. */
export type LeadId = number | string;

/**
 * Reads the ID of a lead; IDs count upwards.
 *
 * @returns undefined where the row has none, or one that JavaScript has rounded
 */
export function readLeadId({ [ID_FIELD]: value }: IDataObject): LeadId | undefined {
	if (typeof value === 'number' && !Number.isSafeInteger(value)) return undefined;
	const digits =
		firstText(value)
			?.trim()
			.replace(/^0+(?=\d)/, '') ?? '';
	if (!/^\d+$/.test(digits)) return undefined;
	const id = Number(digits);
	return Number.isSafeInteger(id) ? id : digits;
}

/** Compares IDs of leads, for `Array.prototype.sort`. */
export function compareLeadIds(first: LeadId, second: LeadId): number {
	const [one, other] = [BigInt(first), BigInt(second)];
	if (one === other) return 0;
	return one < other ? -1 : 1;
}

/** How far the reading of leads has got. */
export interface ReadingProgress {
	/** All leads so far. */
	readonly leads: readonly IDataObject[];
	/** The lowest ID so far. */
	readonly lowest: LeadId;
	/** How many leads there are according to the list; the lowest of several numbers. */
	readonly total: number | undefined;
}

/** When to stop reading. */
export interface ReadingLimits {
	/** Asked once known leads are reached; false where new ones may lie further down. */
	readonly isEnough?: (progress: ReadingProgress) => boolean;
	/** Most leads to read. */
	readonly most?: number;
}

/** The leads that were read. */
export interface NewestLeads extends Collected {
	/** Whether these are certainly all leads of the list. */
	readonly isWhole: boolean;
	/** How many leads there are according to the list; the lowest of several numbers. */
	readonly total: number | undefined;
}

/**
 * Reads leads, the newest first, until no further one can be newer than `newestKnown`. Where the server
 * ignores the requested order, all leads are read.
 *
 * @param newestKnown leads up to this ID are known; undefined where only the newest lead is wanted
 * @returns the leads, known ones among them
 */
export async function readNewestLeads(
	client: ApiClient,
	newestKnown: LeadId | undefined,
	{ isEnough = () => true, most = Infinity }: ReadingLimits = {},
): Promise<NewestLeads> {
	const { paging, sortByParameter, sortOrderParameter } = ySuiteLists;
	let rows = 0;
	let lowest: LeadId | undefined;
	let isDescending = true;
	let isWhole = false;
	let total: number | undefined;
	const collected = await readPagesInTurn(
		client,
		{
			path: '/leads',
			plural: 'leads',
			query: { [sortByParameter]: ID_FIELD, [sortOrderParameter]: 'desc' },
			paging,
			limit: undefined,
		},
		{
			isEnough: (leads, page) => {
				const ids = page.records.map(readLeadId);
				const last = ids.at(-1);
				isDescending &&= isFalling([lowest ?? last, last]) && isFalling(ids);
				rows += ids.length;
				lowest = last;
				isWhole = page.next === undefined && ids.length < paging.pageSize;
				if (page.total !== undefined) total = Math.min(page.total, total ?? Infinity);
				if (!isDescending || rows < ROWS_THAT_PROVE_ORDER || lowest === undefined) return false;
				if (leads.length >= most || newestKnown === undefined) return true;
				return compareLeadIds(lowest, newestKnown) <= 0 && isEnough({ leads, lowest, total });
			},
		},
	);
	return { ...collected, isWhole, total };
}

/** Whether all rows have an ID, and none is higher than the one before it. */
function isFalling(ids: ReadonlyArray<LeadId | undefined>): boolean {
	return ids.every((id, index) => {
		const before = index === 0 ? id : ids[index - 1];
		return id !== undefined && before !== undefined && compareLeadIds(id, before) <= 0;
	});
}
