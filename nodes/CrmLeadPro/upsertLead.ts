import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../shared/client';
import { ParameterError } from '../shared/failures';
import type { Task } from '../shared/operation';
import { collectRecords } from '../shared/pagination';
import { path } from '../shared/path';
import { readRecord } from '../shared/reply';
import type { ApiRequest } from '../shared/request';
import { crmLeadProLists } from './api';

/** What a Create or Update is about. */
interface UpsertParameters {
	readonly matchBy: 'email' | 'phone';
	readonly matchValue: string;
	readonly name: string;
	/** Further fields of the body, under the API's names. */
	readonly additionalFields: IDataObject;
}

/** Digits of a national phone number in India; what stands before them is a prefix. */
const NATIONAL_DIGITS = 10;
/** Final digits that stay together however a phone number is grouped. */
const GROUPED_DIGITS = 4;

/** Brings values that mean the same to the same form: letter case of emails, spacing and prefix of phones. */
const normalize = {
	email: (value: string): string => value.trim().toLowerCase(),
	phone: (value: string): string => value.replace(/\D/g, '').slice(-NATIONAL_DIGITS),
};

/**
 * Plans Create or Update for one item: look for the lead, then PATCH it or POST a new one. The API
 * has no such endpoint. Items of one run with the same match value follow each other, so that the
 * second one updates what the first one created.
 *
 * @throws {ParameterError} when the match value is no email or phone, or contradicts the fields
 */
export function upsertLead(parameters: UpsertParameters): Task {
	const { matchBy, name, additionalFields } = parameters;
	const matchValue = parameters.matchValue.trim();
	const key = normalize[matchBy](matchValue);
	checkMatch(matchBy, matchValue, key, additionalFields);
	const body = { name, [matchBy]: matchValue, ...additionalFields };

	return {
		changesData: true,
		serialKey: key,
		run: async (client, scope) => {
			const id = scope.knownIds.get(key) ?? (await findLead(client, matchBy, matchValue, key));
			const request: ApiRequest =
				id === undefined
					? { method: 'POST', path: '/leads', body }
					: { method: 'PATCH', path: path`/leads/${id}`, body };
			const lead = await client.send(
				request,
				(reply) => readRecord(reply, 'lead'),
				id === undefined ? scope.idempotencyKey(request) : undefined,
			);
			const savedId = id ?? readId(lead);
			if (savedId !== undefined) scope.knownIds.set(key, savedId);
			return [lead];
		},
	};
}

function checkMatch(
	matchBy: 'email' | 'phone',
	matchValue: string,
	key: string,
	additionalFields: IDataObject,
): void {
	if (matchBy === 'email' ? !/^[^\s@]+@[^\s@]+$/.test(key) : key.length < GROUPED_DIGITS) {
		throw new ParameterError(
			`Match Value must be ${matchBy === 'email' ? 'an email address' : 'a phone number'}, but it is "${matchValue}"`,
			'Check the value of this item, or choose the other way under Match By.',
		);
	}
	const other = additionalFields[matchBy];
	if (other !== undefined && (typeof other !== 'string' || normalize[matchBy](other) !== key)) {
		throw new ParameterError(
			`Match Value is "${matchValue}", but the fields to set contain another ${matchBy}`,
			`Remove the ${matchBy} from the fields, or use Update to change it.`,
		);
	}
}

/** Finds the one lead with the value. Formats of phone numbers differ, so their last digits are looked up, too. */
async function findLead(
	client: ApiClient,
	matchBy: 'email' | 'phone',
	matchValue: string,
	key: string,
): Promise<string | undefined> {
	const searches = matchBy === 'email' ? [matchValue] : [matchValue, key.slice(-GROUPED_DIGITS)];
	for (const search of new Set(searches)) {
		const { records } = await collectRecords(client, {
			path: '/leads',
			plural: 'leads',
			query: { search },
			paging: crmLeadProLists.paging,
			limit: undefined,
		});
		const matches = records.filter((record) => {
			const value = record[matchBy];
			return typeof value === 'string' && normalize[matchBy](value) === key;
		});
		const ids = matches.map(readId).filter((id) => id !== undefined);
		if (ids.length > 1) {
			throw new ParameterError(
				`${ids.length} leads have the ${matchBy} "${matchValue}" (${ids.slice(0, 5).join(', ')}), so it is not clear which one to update`,
				'Merge them in CRMLead Pro, or use Update with the ID of the right one.',
			);
		}
		if (ids[0] !== undefined) return ids[0];
	}
	return undefined;
}

function readId(lead: IDataObject): string | undefined {
	return typeof lead.id === 'string' || typeof lead.id === 'number' ? String(lead.id) : undefined;
}
