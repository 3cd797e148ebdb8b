import type { IDataObject } from 'n8n-workflow';

import { ParameterError } from '../shared/failures';
import type { ApiRequest } from '../shared/http';
import { readId } from '../shared/json';
import { byEmail, findRecords, isSame } from '../shared/matching';
import type { Task } from '../shared/operation';
import { trimText } from '../shared/fields';
import { ySuiteLists } from './api';
import { readData } from './reply';

/** What a Create if New is about. */
interface LeadToCreate {
	/** Email of the lead. */
	readonly matchValue: string;
	readonly name: string;
	/** Further fields of the body, under the API's names. */
	readonly additionalFields: IDataObject;
}

/**
 * Plans Create if New for one item: look for a lead with the email, and POST one where there is none.
 * Lists of leads show emails, but no mobiles. The output is the lead, and `isNew`: whether it was created.
 * Items of one run with the same email follow each other, so that only the first one creates a lead.
 *
 * @throws {ParameterError} when the match value is no email, or contradicts the fields
 */
export function createLeadIfNew({ matchValue, name, additionalFields }: LeadToCreate): Task {
	const value = trimText(matchValue);
	const identity = byEmail.read(value);
	const sought = { field: 'cstemail', label: 'email', value, identity, matching: byEmail };
	if (additionalFields.cstemail !== undefined && !isSame(additionalFields.cstemail, sought)) {
		throw new ParameterError(
			`Match Value is "${value}", but the fields to set contain another email`,
			'Remove the email from the fields.',
		);
	}
	const list = {
		path: '/leads',
		plural: 'leads',
		query: {},
		paging: ySuiteLists.paging,
		limit: undefined,
	};
	return {
		changesData: true,
		serialKey: identity,
		run: async (client, scope) => {
			const { records } = await findRecords(client, list, sought, scope);
			const [known] = records;
			const createdId = scope.knownIds.get(identity);
			if (known !== undefined || createdId !== undefined) {
				scope.count('left alone');
				// What was created a moment ago may not be in the list yet.
				return [{ ...(known ?? { cstid: createdId }), isNew: false }];
			}
			const request: ApiRequest = {
				method: 'POST',
				path: '/leads',
				body: { cstname: name, cstemail: value, ...additionalFields },
				mayHaveHappened: `The lead "${name}" (${value}) may have been created.`,
			};
			const lead = await client.send(
				request,
				(reply) => readData(reply, 'lead'),
				scope.idempotencyKey(request),
			);
			scope.knownIds.set(identity, readId(lead.cstid) ?? '');
			scope.count('created');
			return [{ ...lead, isNew: true }];
		},
	};
}
