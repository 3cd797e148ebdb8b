import type { IDataObject } from 'n8n-workflow';

import { firstText } from '../shared/json';
import type { ApiClient, Collected } from '../shared/http';
import { readPagesInTurn } from '../shared/http';
import { ySuiteLists } from '../YSuite/api';

const ID_FIELD = 'cstid';

/** Rows after which descending IDs are no coincidence. */
const ROWS_THAT_PROVE_ORDER = 10;

/**
 * Reads the ID of a lead; IDs count upwards.
 *
 * @param lead a row of the list
 * @returns undefined where the row has none
 */
export function readLeadId(lead: IDataObject): number | undefined {
	const id = Number(firstText(lead[ID_FIELD]) ?? Number.NaN);
	return Number.isSafeInteger(id) ? id : undefined;
}

/**
 * Reads leads, the newest first, until there can be no newer one than those that were read. Where
 * the server does not keep to the order that it is asked for, all leads are read.
 *
 * @param client sends the requests
 * @param newestKnown ID from which on leads are known; undefined where only the newest one is wanted
 * @returns the leads, known ones among them
 */
export async function readNewestLeads(
	client: ApiClient,
	newestKnown: number | undefined,
): Promise<Collected> {
	let rows = 0;
	let lowest = Infinity;
	let isDescending = true;
	return await readPagesInTurn(
		client,
		{
			path: '/leads',
			plural: 'leads',
			query: {
				[ySuiteLists.sortByParameter]: ID_FIELD,
				[ySuiteLists.sortOrderParameter]: 'desc',
			},
			paging: ySuiteLists.paging,
			limit: undefined,
		},
		{
			isEnough: (_, page) => {
				const ids = page.map((lead) => readLeadId(lead) ?? Number.NaN);
				const last = ids.at(-1) ?? Number.NaN;
				isDescending &&= last <= lowest && ids.every((id, i) => i === 0 || id < (ids[i - 1] ?? 0));
				rows += ids.length;
				lowest = last;
				return isDescending && rows >= ROWS_THAT_PROVE_ORDER && lowest <= (newestKnown ?? Infinity);
			},
		},
	);
}
