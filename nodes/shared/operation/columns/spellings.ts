/**
 * What columns are called, by what they hold: usually the parameter of that name, else what the operation
 * says. A field's own names are known besides, and letter case, spaces and punctuation do not matter.
 *
 * Sources: lead ads of Facebook and Instagram (CSV), IndiaMART's Lead Manager API, JustDial's lead API,
 * exports of Zoho, HubSpot, Salesforce, Google Contacts and Outlook, and spreadsheets as they are usual in
 * India.
 */
export const COLUMN_SPELLINGS: Readonly<Record<string, readonly string[]>> = {
	name: [
		'Full Name',
		'Lead Name',
		'Customer Name',
		'Contact Name',
		'Client Name',
		'Person Name',
		'Name of Customer',
		'Name of Person',
		'Contact Person',
		'Contact Person Name',
		'Your Name',
		'Sender Name',
	],
	email: [
		'E-mail',
		'Email Address',
		'E-mail Address',
		'Email ID',
		'Mail ID',
		'Mail',
		'Primary Email',
		'Work Email',
		'Customer Email',
		'Contact Email',
		'Your Email',
		'Sender Email',
		'E-mail 1 - Value',
	],
	phone: [
		'Mobile',
		'Phone Number',
		'Phone No.',
		'Ph. No.',
		'Mobile Number',
		'Mobile No.',
		'Mob. No.',
		'Mobile Phone',
		'Mobile Phone Number',
		'Cell Phone',
		'Contact Number',
		'Contact No.',
		'Contact Phone',
		'Customer Phone',
		'Customer Mobile',
		'Primary Phone',
		'Work Phone',
		'WhatsApp',
		'WhatsApp Number',
		'WhatsApp No.',
		'Telephone',
		'Telephone Number',
		'Your Phone',
		'Sender Mobile',
		'Sender Phone',
		'Phone 1 - Value',
	],
	company: [
		'Company Name',
		'Organisation',
		'Organization',
		'Organisation Name',
		'Organization Name',
		'Business Name',
		'Firm',
		'Firm Name',
		'Account Name',
		'Name of Company',
		'Sender Company',
	],
	status: ['Lead Status'],
	stage: ['Lead Stage', 'Deal Stage', 'Pipeline Stage', 'Stage Name', 'Sales Stage'],
	pipeline: ['Pipeline Name', 'Deal Pipeline', 'Sales Pipeline'],
	score: ['Lead Score'],
	source: ['Lead Source', 'Source of Lead', 'Enquiry Source', 'Inquiry Source'],
	assignedTo: [
		'Owner',
		'Lead Owner',
		'Contact Owner',
		'Deal Owner',
		'Assigned User',
		'Assignee',
		'Sales Rep',
		'Sales Person',
	],
	tags: ['Tag', 'Labels', 'Label'],
	address: [
		'Full Address',
		'Postal Address',
		'Street Address',
		'Mailing Address',
		'Contact Address',
		'Sender Address',
	],
	notes: ['Note', 'Remarks', 'Remark', 'Comments', 'Comment', 'Message', 'Query Message'],
	industry: ['Industry Type'],
	taxNumber: [
		'Tax ID',
		'Tax Registration Number',
		'GSTIN',
		'GST Number',
		'GST No.',
		'VAT Number',
		'VAT No.',
		'TRN',
	],
	contactType: ['Type'],
	dealName: ['Deal', 'Deal Name', 'Deal Title', 'Opportunity', 'Opportunity Name'],
	value: ['Deal Value', 'Amount', 'Deal Amount', 'Deal Size'],
	currency: ['Currency Code', 'Deal Currency'],
	expectedCloseDate: [
		'Close Date',
		'Closing Date',
		'Expected Closing Date',
		'Expected Closure Date',
	],
};

/** Parameters that hold the same as others, and so have the same spellings. */
export const SAME_COLUMNS: Readonly<Record<string, string>> = {
	mobile: 'phone',
	companyName: 'company',
	pipelineStage: 'stage',
};

/** Columns that only together hold a value, in its order. */
export const COLUMN_PARTS: Readonly<Record<string, ReadonlyArray<readonly string[]>>> = {
	name: [
		['First Name', 'Given Name', 'Forename', 'Your First Name'],
		['Middle Name', 'Additional Name'],
		['Last Name', 'Family Name', 'Surname', 'Your Last Name'],
	],
};

/**
 * Writes a column's name so that letter case, spaces, punctuation, full-width letters and a byte order mark
 * do not matter. Letters and digits of all scripts stay.
 */
export function toColumnKey(name: string): string {
	return name
		.normalize('NFKC')
		.toLowerCase()
		.replace(/[^\p{L}\p{M}\p{N}]/gu, '');
}
