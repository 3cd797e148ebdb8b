import type { IDataObject } from 'n8n-workflow';

import { firstText } from '../shared/json';
import type { ApiClient } from '../shared/http';
import type { NewestRecords, ReadingProgress } from '../shared/trigger/newestRecords';
import { readNewestRecords } from '../shared/trigger/newestRecords';
import { ySuiteLists } from '../YSuite/api';

const ID_FIELD = 'cstid';

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

/** When to stop reading. */
export interface ReadingLimits {
	/** Asked once known leads are reached; false where new ones may lie further down. */
	readonly isEnough?: (progress: ReadingProgress<LeadId>) => boolean;
	/** Most leads to read. */
	readonly most?: number;
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
): Promise<NewestRecords> {
	const { paging, sortByParameter, sortOrderParameter } = ySuiteLists;
	return await readNewestRecords(
		client,
		{
			path: '/leads',
			plural: 'leads',
			query: { [sortByParameter]: ID_FIELD, [sortOrderParameter]: 'desc' },
			paging,
			limit: undefined,
		},
		{ keyOf: readLeadId, compare: compareLeadIds },
		(progress) => {
			if (progress.records.length >= most || newestKnown === undefined) return true;
			return compareLeadIds(progress.lowest, newestKnown) <= 0 && isEnough(progress);
		},
	);
}
