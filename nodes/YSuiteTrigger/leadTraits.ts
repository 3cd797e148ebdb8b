import type { IDataObject } from 'n8n-workflow';

import { firstText } from '../shared/json';
import type { RecordTraits } from '../shared/trigger/accountRecognition';

/**
 * Reads a lead's traits, by which its organisation is recognised under other keys.
 *
 * @returns undefined where the row lacks too many fields
 */
export function readLeadTraits(lead: IDataObject): RecordTraits | undefined {
	const createdOn = firstText(lead.cstcreated_on);
	const [name, email] = [firstText(lead.cstname), firstText(lead.cstemail)];
	if (createdOn === undefined || (name ?? email) === undefined) return undefined;
	const id = firstText(lead.cstid) ?? '';
	const number = firstText(lead.ct_number) ?? '';
	return {
		lasting: [id, number, normaliseTime(createdOn)],
		personal: [name ?? '', email ?? ''],
	};
}

/** Normalises the time zone: the API may write the same instant in that of each key's owner. */
function normaliseTime(text: string): string {
	const hasZone = /(Z|[+-]\d\d:?\d\d)$/i.test(text.trim());
	const time = hasZone ? Date.parse(text) : Number.NaN;
	return Number.isNaN(time) ? text : String(time);
}
