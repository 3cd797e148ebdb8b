import type { INodePropertyOptions } from 'n8n-workflow';

import type { Fields } from '../../shared/fields';
import { integerId, otherFields, text } from '../../shared/fields';
import { mobile } from '../mobile';

/** Most characters of a name. */
const LONGEST_NAME = 100;

/** The name of a lead or contact, with what both of its forms have in common. */
export const nameTexts = {
	displayName: 'Name',
	description: 'Name of the person or company, at most 100 characters',
	placeholder: 'e.g. Fatima Al Mansoori',
	wireName: 'cstname',
	maxLength: LONGEST_NAME,
};

/** What YSUITE keeps of leads and contacts alike. Lengths as documented. */
export const personFields: Fields = {
	address: text({
		displayName: 'Address',
		description: 'Postal address, at most 255 characters',
		placeholder: 'e.g. Sheikh Zayed Road, Dubai',
		wireName: 'cstaddress',
		maxLength: 255,
	}),
	email: text({
		displayName: 'Email',
		description: 'Email address to reach them at',
		placeholder: 'e.g. name@email.com',
		wireName: 'cstemail',
	}),
	mobile,
	mobileCountryId: integerId({
		displayName: 'Mobile Country ID',
		description: 'ID of the country that the mobile number belongs to',
		placeholder: 'e.g. 229',
		wireName: 'cstmobile_country_id',
	}),
	notes: text({
		displayName: 'Notes',
		description: 'Remarks, at most 2000 characters',
		rows: 3,
		wireName: 'cstnotes',
		maxLength: 2000,
	}),
	otherFields,
};

/** The filter that lists of leads and contacts alike have. */
export const search = text({
	displayName: 'Search',
	description: 'Text to look for, e.g. part of a name or email',
	placeholder: 'e.g. fatima',
});

/** What lists of leads and contacts alike can be sorted by. */
export const personSorting: readonly INodePropertyOptions[] = [
	{ name: 'Created On', value: 'cstcreated_on' },
	{ name: 'Email', value: 'cstemail' },
	{ name: 'ID', value: 'cstid' },
	{ name: 'Name', value: 'cstname' },
];
