import type { IDataObject } from 'n8n-workflow';

import type { ApiClient, ApiRequest } from '../shared/http';
import { path, readRecord } from '../shared/http';
import { ParameterError } from '../shared/failures';
import { firstText, readId } from '../shared/json';
import type { Sought } from '../shared/matching';
import { byEmail, byPhone, findMatches, isSame } from '../shared/matching';
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
	};
}

/**
 * Plans Create or Update for one item: look for the lead, then PATCH it or POST a new one. The API
 * has no such endpoint. Items of one run with the same match value follow each other, so that the
 * second one updates what the first one created. The output is the lead, and `isNew`: whether it was created.
 *
 * @throws {ParameterError} when the match value is no email or not surely one phone number, or contradicts the fields
 */
export function upsertLead(parameters: UpsertParameters): Task {
	const { matchBy, name, additionalFields, options } = parameters;
	const matchValue =
		matchBy === 'email' ? parameters.matchValue.trim() : trimCell(parameters.matchValue);
	const matching =
		matchBy === 'email' ? byEmail : byPhone(options?.defaultCountry ?? DEFAULT_COUNTRY);
	const identity = matching.read(matchValue);
	const sought = { field: matchBy, value: matchValue, identity, matching };
	checkAgreement(sought, additionalFields);
	const body = { name, ...additionalFields };

	return {
		changesData: true,
		serialKey: identity,
		run: async (client, scope) => {
			const id = scope.knownIds.get(identity) ?? (await findLead(client, sought));
			const request: ApiRequest =
				id === undefined
					? {
							method: 'POST',
							path: '/leads',
							body: { [matchBy]: matchValue, ...body },
							mayHaveHappened: describeCreation(name, { [matchBy]: matchValue }),
						}
					: { method: 'PATCH', path: path`/leads/${id}`, body };
			const lead = await client.send(
				request,
				(reply) => readRecord(reply, 'lead'),
				id === undefined ? scope.idempotencyKey(request) : undefined,
			);
			const savedId = id ?? readId(lead.id);
			if (savedId !== undefined) scope.knownIds.set(identity, savedId);
			return [{ ...lead, isNew: id === undefined }];
		},
	};
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

function checkAgreement(sought: Sought, additionalFields: IDataObject): void {
	const { field, value } = sought;
	const other = additionalFields[field];
	if (other !== undefined && !isSame(other, sought)) {
		throw new ParameterError(
			`Match Value is "${value}", but the fields to set contain another ${field}`,
			`Remove the ${field} from the fields, or use Update to change it.`,
		);
	}
}

/** Finds the one lead that has the value. */
async function findLead(client: ApiClient, sought: Sought): Promise<string | undefined> {
	const list = {
		path: '/leads',
		plural: 'leads',
		query: {},
		paging: crmLeadProLists.paging,
		limit: undefined,
	};
	const ids = (await findMatches(client, list, sought)).map(requireId);
	if (ids.length > 1) {
		throw new ParameterError(
			`${ids.length} leads have the ${sought.field} "${sought.value}" (${ids.slice(0, 5).join(', ')}), so it is not clear which one to update`,
			'Merge them in CRMLead Pro, or use Update with the ID of the right one.',
		);
	}
	return ids[0];
}

/** Reads the ID of a lead that was found. Without it a lead would be created a second time. */
function requireId({ id }: IDataObject): string {
	const usable = readId(id);
	if (usable !== undefined) return usable;
	throw new ParameterError(
		`CRMLead Pro has this lead, but gives no ID by which it can be updated: ${JSON.stringify(id) ?? 'none'}`,
		'Nothing was changed. Update the lead in CRMLead Pro by hand.',
	);
}
