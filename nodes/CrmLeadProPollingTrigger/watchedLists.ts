import type { IDataObject } from 'n8n-workflow';

import { crmLeadProApi, crmLeadProLists } from '../CrmLeadPro/api';
import type { ListRequest } from '../shared/http';
import { firstText, isJsonObject, tryParseJson } from '../shared/json';
import type { WatchedList } from '../shared/trigger/watchedList';
import type { PolledEvent } from './parameters';

/** The fields whose change is a change of status. */
const STATUS_FIELDS = ['status', 'pipeline_stage'];

/** Whether events of a kind are wanted. */
export type Wants = (event: PolledEvent) => boolean;

/** The lists that have to be watched for the events, by their key in static data. */
export function listsToWatch(wants: Wants): Array<[name: 'leads' | 'contacts', list: WatchedList]> {
	const wantsStatus = wants('lead.status_changed');
	const wantsUpdates = wants('lead.updated') || wantsStatus;
	const lists: ReturnType<typeof listsToWatch> = [];
	if (wantsUpdates || wants('lead.created')) {
		const leads = watch('leads', wantsUpdates);
		lists.push(['leads', wantsStatus ? { ...leads, labelOf: writeStatus } : leads]);
	}
	if (wants('contact.updated')) lists.push(['contacts', watch('contacts', true)]);
	return lists;
}

function watch(plural: 'leads' | 'contacts', wantsUpdates: boolean): WatchedList {
	const { paging, sortByParameter, sortOrderParameter } = crmLeadProLists;
	const list: ListRequest = { path: `/${plural}`, plural, query: {}, paging, limit: undefined };
	return {
		product: crmLeadProApi.name,
		account: 'workspace',
		list,
		sortedBy: (field) => ({
			...list,
			query: { [sortByParameter]: field, [sortOrderParameter]: 'desc' },
		}),
		createdField: 'created_at',
		updatedField: 'updated_at',
		wantsUpdates,
		traitsOf: ({ id, created_at, name, email }) => {
			const [createdAt, person] = [firstText(created_at), firstText(name, email)];
			if (createdAt === undefined || person === undefined) return undefined;
			return {
				lasting: [String(id), createdAt],
				personal: [firstText(name) ?? '', firstText(email) ?? ''],
			};
		},
	};
}

/** Writes a lead's status and stage as one text. */
function writeStatus(lead: IDataObject): string {
	return JSON.stringify(STATUS_FIELDS.map((field) => lead[field] ?? null));
}

/** Reads what `writeStatus` wrote. */
export function readStatus(text: string): IDataObject {
	const parsed = tryParseJson(text);
	const values: unknown[] = parsed.ok && Array.isArray(parsed.value) ? parsed.value : [];
	return Object.fromEntries(STATUS_FIELDS.map((field, place) => [field, toValue(values[place])]));
}

function toValue(value: unknown): IDataObject[string] {
	return typeof value === 'string' || typeof value === 'number' || isJsonObject(value)
		? value
		: null;
}
