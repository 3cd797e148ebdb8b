import type { IDataObject } from 'n8n-workflow';

import type { ApiClient, ApiRequest } from '../shared/http';
import { collectRecords, path, readRecord } from '../shared/http';
import { ParameterError } from '../shared/failures';
import { firstText, readId } from '../shared/json';
import type { Task } from '../shared/operation';
import type { Country } from '../shared/phone';
import {
	DEFAULT_COUNTRY,
	readPhoneNumber,
	toSearchTexts,
	trimCell,
	tryPhoneNumber,
} from '../shared/phone';
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

/** How a value is recognised as the same in its other spellings. */
interface Matching {
	/**
	 * Reads the match value into what is the same for all its spellings.
	 *
	 * @throws {ParameterError} for what is no email, or not surely one phone number
	 */
	readonly read: (value: string) => string;
	/** Like `read`, but returns undefined for what cannot be read. */
	readonly tryRead: (value: string) => string | undefined;
	/**
	 * Texts to search for: the server may have the value in another spelling.
	 *
	 * @param identity the value as `read` returns it
	 */
	readonly toSearches: (value: string, identity: string) => string[];
}

const byEmail: Matching = {
	read: (email) => {
		if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
			throw new ParameterError(
				`Match Value must be an email address, but it is "${email}"`,
				'Check the value of this item, or choose the other way under Match By.',
			);
		}
		return email.toLowerCase();
	},
	tryRead: (email) => email.trim().toLowerCase(),
	/** The server's search may be case-sensitive. */
	toSearches: (email, lowerCase) => [email, lowerCase],
};

const byPhone = (country: Country): Matching => ({
	read: (phone) => readPhoneNumber(phone, country, 'Match Value'),
	tryRead: (phone) => tryPhoneNumber(phone, country),
	toSearches: (phone, number) => [phone, ...toSearchTexts(number)],
});

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
	checkAgreement({ matchBy, matchValue, identity, matching }, additionalFields);
	const body = { name, ...additionalFields };

	return {
		changesData: true,
		serialKey: identity,
		run: async (client, scope) => {
			const id =
				scope.knownIds.get(identity) ??
				(await findLead(client, { matchBy, matchValue, identity, matching }));
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

/** What is looked for in one item. */
interface Sought {
	readonly matchBy: 'email' | 'phone';
	readonly matchValue: string;
	readonly identity: string;
	readonly matching: Matching;
}

/** Whether a value of a lead is the one that is looked for; what cannot be read never is. */
function isSame(value: unknown, { identity, matching }: Sought): boolean {
	return isComparable(value) && matching.tryRead(String(value)) === identity;
}

function checkAgreement(sought: Sought, additionalFields: IDataObject): void {
	const { matchBy, matchValue } = sought;
	const other = additionalFields[matchBy];
	if (other !== undefined && !isSame(other, sought)) {
		throw new ParameterError(
			`Match Value is "${matchValue}", but the fields to set contain another ${matchBy}`,
			`Remove the ${matchBy} from the fields, or use Update to change it.`,
		);
	}
}

/** Finds the one lead that has the value. */
async function findLead(client: ApiClient, sought: Sought): Promise<string | undefined> {
	const { matchBy, matchValue, identity, matching } = sought;
	for (const search of new Set(matching.toSearches(matchValue, identity))) {
		const { records, cutShort } = await collectRecords(client, {
			path: '/leads',
			plural: 'leads',
			query: { search },
			paging: crmLeadProLists.paging,
			limit: undefined,
		});
		const ids = records.filter((record) => isSame(record[matchBy], sought)).map(requireId);
		if (ids.length > 1) {
			throw new ParameterError(
				`${ids.length} leads have the ${matchBy} "${matchValue}" (${ids.slice(0, 5).join(', ')}), so it is not clear which one to update`,
				'Merge them in CRMLead Pro, or use Update with the ID of the right one.',
			);
		}
		if (ids[0] !== undefined) return ids[0];
		if (cutShort) {
			throw new ParameterError(
				`The search for "${matchValue}" could not be read to its end, so it is not certain that there is no such lead`,
				'Nothing was changed. Find the lead with Get Many, then use Update or Create.',
			);
		}
	}
	return undefined;
}

/** Phones and IDs may come as numbers. */
function isComparable(value: unknown): value is string | number {
	return typeof value === 'string' || typeof value === 'number';
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
