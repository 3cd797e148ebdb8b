import type { IDataObject } from 'n8n-workflow';

import { path } from '../shared/http';
import type { Unchanged } from '../shared/matching';
import { byEmail, byPhone, planUpsert } from '../shared/matching';
import type { Task } from '../shared/operation';
import type { Country } from '../shared/phone';
import { DEFAULT_COUNTRY, trimCell } from '../shared/phone';
import { ySuiteLists } from './api';
import { mobile } from './mobile';
import { readChange, readData } from './reply';

/** The fields of a contact that it can be recognised by, under the API's names. */
const MATCH_FIELDS = { email: 'cstemail', mobile: 'cstmobile' };

/** What a Create or Update is about. */
interface UpsertParameters {
	readonly matchBy: 'email' | 'mobile';
	readonly matchValue: string;
	readonly name: string;
	readonly contactType: number;
	/** Further fields of the body, under the API's names. */
	readonly additionalFields: IDataObject;
	readonly options: {
		/** Whose numbers those without a prefix are; India if left out. */
		readonly defaultCountry?: Country;
		readonly unchanged?: Unchanged;
	};
}

/**
 * Plans Create or Update for one item: PUT the contact that has the match value, or POST a new one. YSUITE
 * documents a search by name or email only, so all contacts are read to find a mobile.
 *
 * @throws {ParameterError} when the match value is no email or not surely one mobile number, or contradicts the fields
 */
export function upsertContact({ matchBy, name, contactType, ...rest }: UpsertParameters): Task {
	const { defaultCountry = DEFAULT_COUNTRY, unchanged = 'update' } = rest.options;
	const value = matchBy === 'email' ? rest.matchValue.trim() : trimCell(rest.matchValue);
	const matching = matchBy === 'email' ? byEmail : byPhone(defaultCountry);
	const identity = matching.read(value);
	const field = MATCH_FIELDS[matchBy];
	// Without its prefix YSUITE would not know a number's country.
	const sent = matchBy === 'email' ? value : requireMobile(identity);
	return planUpsert({
		apiName: 'YSUITE',
		singular: 'contact',
		list: {
			path: '/contacts',
			plural: 'contacts',
			query: {},
			paging: ySuiteLists.paging,
			limit: undefined,
		},
		isSearchable: matchBy === 'email',
		sought: { field, label: matchBy, value: sent, identity, matching },
		// With what it is matched by, since YSUITE does not say that a PUT keeps what is not sent.
		values: { [field]: sent, cstname: name, contact_type: contactType, ...rest.additionalFields },
		matchings: { cstemail: byEmail, cstmobile: byPhone(defaultCountry) },
		unchanged,
		creation: {
			method: 'POST',
			path: '/contacts',
			mayHaveHappened: `The contact "${name}" (${value}) may have been created.`,
		},
		toUpdate: (id) => ({ method: 'PUT', path: path`/contacts/${id}` }),
		readCreated: (reply) => readData(reply, 'contact'),
		readUpdated: (reply, { cstid }) => ({ cstid, ...readChange(reply, 'contact') }),
	});
}

/** @throws {ParameterError} for a number with an extension, which a mobile does not have */
function requireMobile(number: string): string {
	return mobile.read(number, { label: 'Match Value', timezone: '' }) ?? number;
}
