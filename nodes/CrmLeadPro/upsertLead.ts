import type { IDataObject } from 'n8n-workflow';

import { path, readRecord } from '../shared/http';
import { firstText } from '../shared/json';
import type { Unchanged } from '../shared/matching';
import { byEmail, byPhone, planUpsert } from '../shared/matching';
import type { Task } from '../shared/operation';
import type { Country } from '../shared/phone';
import { DEFAULT_COUNTRY, trimCell } from '../shared/phone';
import { crmLeadProLists } from './api';

/** What a Create or Update is about. */
interface UpsertParameters {
	readonly matchBy: 'email' | 'phone';
	readonly matchValue: string;
	readonly name: string;
	/** Further fields of the body, under the API's names. */
	readonly additionalFields: IDataObject;
	readonly options?: {
		/** Whose numbers those without a prefix are; India if left out. */
		readonly defaultCountry?: Country;
		readonly unchanged?: Unchanged;
	};
}

/**
 * Plans Create or Update for one item: PATCH the lead that has the match value, or POST a new one. The API
 * has no such endpoint.
 *
 * @throws {ParameterError} when the match value is no email or not surely one phone number, or contradicts the fields
 */
export function upsertLead({ matchBy, name, additionalFields, ...rest }: UpsertParameters): Task {
	const { defaultCountry = DEFAULT_COUNTRY, unchanged = 'update' } = rest.options ?? {};
	const value = matchBy === 'email' ? rest.matchValue.trim() : trimCell(rest.matchValue);
	const matching = matchBy === 'email' ? byEmail : byPhone(defaultCountry);
	return planUpsert({
		apiName: 'CRMLead Pro',
		singular: 'lead',
		list: {
			path: '/leads',
			plural: 'leads',
			query: {},
			paging: crmLeadProLists.paging,
			limit: undefined,
		},
		isSearchable: true,
		sought: { field: matchBy, label: matchBy, value, identity: matching.read(value), matching },
		values: { name, ...additionalFields },
		matchings: { email: byEmail, phone: byPhone(defaultCountry) },
		unchanged,
		creation: {
			method: 'POST',
			path: '/leads',
			mayHaveHappened: describeCreation(name, { [matchBy]: value }),
		},
		toUpdate: (id) => ({ method: 'PATCH', path: path`/leads/${id}` }),
		readCreated: (reply) => readRecord(reply, 'lead'),
		readUpdated: (reply) => readRecord(reply, 'lead'),
	});
}

/**
 * Says which lead may exist after a failure that leaves it open.
 *
 * @param fields its further fields, of which email and phone are mentioned
 */
export function describeCreation(name: string, { email, phone }: IDataObject): string {
	const detail = firstText(email, phone);
	return `The lead "${name}"${detail === undefined ? '' : ` (${detail})`} may have been created.`;
}
