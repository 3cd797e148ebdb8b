import type { IDataObject } from 'n8n-workflow';

import type { ApiClient, ApiRequest } from '../shared/http';
import { collectRecords, path, readRecord } from '../shared/http';
import { ParameterError } from '../shared/failures';
import { firstText, readId } from '../shared/json';
import type { Task } from '../shared/operation';
import { crmLeadProLists } from './api';

/** What a Create or Update is about. */
interface UpsertParameters {
	readonly matchBy: 'email' | 'phone';
	readonly matchValue: string;
	readonly name: string;
	/** Further fields of the body, under the API's names. */
	readonly additionalFields: IDataObject;
}

/** Digits of a phone number in India without its prefix. */
const NATIONAL_DIGITS = 10;
/** Final digits that stay together however a phone number is grouped. */
const GROUPED_DIGITS = 4;

const digitsOf = (phone: string): string => phone.replace(/\D/g, '').replace(/^0+/, '');

/** How values are recognised as the same: emails without regard to letter case, phones to format and prefix. */
const matching = {
	email: {
		toKey: (email: string): string => email.trim().toLowerCase(),
		toIdentity: (email: string): string => matching.email.toKey(email),
		isSame: (one: string, other: string): boolean =>
			matching.email.toKey(one) === matching.email.toKey(other),
		/** A server may search with regard to letter case. */
		toSearches: (email: string): string[] => [email, email.toLowerCase()],
	},
	phone: {
		toKey: (phone: string): string => digitsOf(phone).slice(-NATIONAL_DIGITS),
		/** With the prefix, which tells numbers of two countries apart. */
		toIdentity: digitsOf,
		/** Numbers that both have a country's prefix must have the same. */
		isSame: (one: string, other: string): boolean => {
			const prefixes = [one, other]
				.map((phone) => digitsOf(phone).slice(0, -NATIONAL_DIGITS))
				.filter((prefix) => prefix !== '');
			return (
				matching.phone.toKey(one) === matching.phone.toKey(other) && new Set(prefixes).size <= 1
			);
		},
		/** A server may know the number in another format. */
		toSearches: (phone: string): string[] => [phone, digitsOf(phone).slice(-GROUPED_DIGITS)],
	},
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
	const key = matching[matchBy].toKey(matchValue);
	const identity = matching[matchBy].toIdentity(matchValue);
	checkMatch(matchBy, matchValue, additionalFields);
	const body = { name, ...additionalFields };

	return {
		changesData: true,
		serialKey: key,
		run: async (client, scope) => {
			const id = scope.knownIds.get(identity) ?? (await findLead(client, matchBy, matchValue));
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
			return [lead];
		},
	};
}

/**
 * Says which lead may exist after a failure that leaves it open.
 *
 * @param name the lead's name
 * @param fields its further fields, of which email or phone are told
 */
export function describeCreation(name: string, { email, phone }: IDataObject): string {
	const detail = firstText(email, phone);
	return `The lead "${name}"${detail === undefined ? '' : ` (${detail})`} may have been created.`;
}

function checkMatch(
	matchBy: 'email' | 'phone',
	matchValue: string,
	additionalFields: IDataObject,
): void {
	const isUsable =
		matchBy === 'email'
			? /^[^\s@]+@[^\s@]+$/.test(matchValue)
			: digitsOf(matchValue).length >= GROUPED_DIGITS;
	if (!isUsable) {
		throw new ParameterError(
			`Match Value must be ${matchBy === 'email' ? 'an email address' : 'a phone number'}, but it is "${matchValue}"`,
			'Check the value of this item, or choose the other way under Match By.',
		);
	}
	const other = additionalFields[matchBy];
	const agrees = isComparable(other) && matching[matchBy].isSame(String(other), matchValue);
	if (other !== undefined && !agrees) {
		throw new ParameterError(
			`Match Value is "${matchValue}", but the fields to set contain another ${matchBy}`,
			`Remove the ${matchBy} from the fields, or use Update to change it.`,
		);
	}
}

/** Finds the one lead that has the value. */
async function findLead(
	client: ApiClient,
	matchBy: 'email' | 'phone',
	matchValue: string,
): Promise<string | undefined> {
	const { isSame, toSearches } = matching[matchBy];
	for (const search of new Set(toSearches(matchValue))) {
		const { records, cutShort } = await collectRecords(client, {
			path: '/leads',
			plural: 'leads',
			query: { search },
			paging: crmLeadProLists.paging,
			limit: undefined,
		});
		const ids = records
			.filter((record) => {
				const value = record[matchBy];
				return isComparable(value) && isSame(String(value), matchValue);
			})
			.map(requireId);
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
