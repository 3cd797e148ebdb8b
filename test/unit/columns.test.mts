import type { IDataObject } from 'n8n-workflow';

import type { Fields } from '../../nodes/shared/fields/index.ts';
import {
	bodyFields,
	choice,
	keyValues,
	list,
	otherFields,
	requiredText,
	text,
} from '../../nodes/shared/fields/index.ts';
import {
	mapColumns,
	type ColumnsDefinition,
} from '../../nodes/shared/operation/columns/columns.ts';
import { indexTargets, listTargets } from '../../nodes/shared/operation/columns/targets.ts';
import { COLUMN_SPELLINGS } from '../../nodes/shared/operation/columns/spellings.ts';
import type { ParameterSource } from '../../nodes/shared/operation/parameters.ts';
import { readParameters } from '../../nodes/shared/operation/parameters.ts';
import { refusal } from './support/refusal.mts';

const plain = (displayName: string) => text({ displayName });
const fields: Fields = {
	email: plain('Email'),
	phone: plain('Phone'),
	company: plain('Company'),
	status: plain('Status'),
	pipelineStage: plain('Pipeline Stage'),
	source: plain('Source'),
	assignedTo: text({ displayName: 'Assigned To', wireName: 'lead_assignedto' }),
	address: plain('Address'),
	notes: plain('Notes'),
	tags: list({ displayName: 'Tags' }),
	metadata: keyValues({ displayName: 'Metadata' }),
	otherFields,
};
const parameters = {
	name: requiredText({ displayName: 'Name' }),
	additionalFields: bodyFields({ displayName: 'Additional Fields' }, fields),
};
const matched = {
	matchBy: choice({
		displayName: 'Match By',
		options: [
			{ name: 'Email', value: 'email' },
			{ name: 'Phone', value: 'phone' },
		],
		default: 'email',
	}),
	matchValue: requiredText({ displayName: 'Match Value' }),
	...parameters,
};

function sourceOf(item: IDataObject, form: IDataObject = {}): ParameterSource {
	const filledIn: IDataObject = { dataToSend: 'autoMapInputData', ...form };
	return {
		timezone: 'Asia/Kolkata',
		item: () => item,
		raw: (name, { property }) => filledIn[name] ?? property.default,
	};
}

/** The values that an item's columns give, under the API's names, and what the user is told. */
function map<F extends Fields>(
	items: readonly IDataObject[],
	form: IDataObject = {},
	all: F,
	definition: ColumnsDefinition<string> = { parameters: Object.keys(all) },
) {
	const reader = mapColumns(all, definition).startReading();
	const values = items.map((item) => {
		const read = reader.read(sourceOf(item, form));
		return readParameters(all, read?.source ?? sourceOf(item, form));
	});
	return { values, hints: reader.hints() };
}

const mapOne = (item: IDataObject, form: IDataObject = {}) =>
	map([item], form, parameters).values[0];

/** What is sent under the API's name for a column of this name. */
const sentBy = (column: string): string[] =>
	Object.keys(mapOne({ Name: 'Asha', [column]: '9876543210' })?.additionalFields ?? {});

/** Headers as the exports have them; what they hold is told by their makers' documents. */
test.each([
	['Facebook lead ads', 'full_name', 'name'],
	['Facebook lead ads', 'email', 'email'],
	['Facebook lead ads', 'phone_number', 'phone'],
	['Facebook lead ads', 'company_name', 'company'],
	['Facebook lead ads', 'work_email', 'email'],
	['Facebook lead ads', 'street_address', 'address'],
	['IndiaMART', 'SENDER_NAME', 'name'],
	['IndiaMART', 'SENDER_MOBILE', 'phone'],
	['IndiaMART', 'SENDER_PHONE', 'phone'],
	['IndiaMART', 'SENDER_EMAIL', 'email'],
	['IndiaMART', 'SENDER_COMPANY', 'company'],
	['IndiaMART', 'SENDER_ADDRESS', 'address'],
	['IndiaMART', 'QUERY_MESSAGE', 'notes'],
	['JustDial', 'name', 'name'],
	['JustDial', 'mobile', 'phone'],
	['JustDial', 'phone', 'phone'],
	['JustDial', 'company', 'company'],
	['Zoho', 'Lead Name', 'name'],
	['Zoho', 'Lead Owner', 'assigned_to'],
	['Zoho', 'Lead Source', 'source'],
	['Zoho', 'Lead Status', 'status'],
	['Zoho', 'Tag', 'tags'],
	['HubSpot', 'Email address', 'email'],
	['HubSpot', 'Mobile phone number', 'phone'],
	['HubSpot', 'Contact owner', 'assigned_to'],
	['HubSpot', 'Lead status', 'status'],
	['Salesforce', 'MobilePhone', 'phone'],
	['Salesforce', 'AccountName', 'company'],
	['Google Contacts', 'E-mail 1 - Value', 'email'],
	['Google Contacts', 'Phone 1 - Value', 'phone'],
	['Google Contacts', 'Organization Name', 'company'],
	['Google Contacts', 'Labels', 'tags'],
	['Outlook', 'E-mail Address', 'email'],
	['Outlook', 'Mobile Phone', 'phone'],
	['a spreadsheet', 'Mobile No.', 'phone'],
	['a spreadsheet', 'MOB. NO', 'phone'],
	['a spreadsheet', 'Ph. No.', 'phone'],
	['a spreadsheet', 'Contact No', 'phone'],
	['a spreadsheet', 'WhatsApp Number', 'phone'],
	['a spreadsheet', 'E-mail ID', 'email'],
	['a spreadsheet', 'Mail Id', 'email'],
	['a spreadsheet', 'Customer Name', 'name'],
	['a spreadsheet', '\ufeffContact Person', 'name'],
	['a spreadsheet', 'Firm Name', 'company'],
	['a spreadsheet', 'Stage', 'pipeline_stage'],
	['a spreadsheet', 'Owner', 'assigned_to'],
	['a spreadsheet', 'Remarks', 'notes'],
	['a spreadsheet in full width', 'Ｅｍａｉｌ', 'email'],
	['this package', 'Pipeline Stage', 'pipeline_stage'],
	['this package', 'pipelineStage', 'pipeline_stage'],
	['the API', 'pipeline_stage', 'pipeline_stage'],
	['the API', 'lead_assignedto', 'assigned_to'],
])('%s: the column %s is the %s', (_from, column, field) => {
	if (field === 'name') expect(mapOne({ [column]: 'Asha Rao' })?.name).toBe('Asha Rao');
	else expect(sentBy(column)).toEqual([field === 'assigned_to' ? 'lead_assignedto' : field]);
});

/** Columns of the same exports that say something else. */
test.each([
	'id',
	'created_time',
	'ad_name',
	'campaign_name',
	'form_name',
	'platform',
	'is_organic',
	'UNIQUE_QUERY_ID',
	'QUERY_TYPE',
	'SENDER_CITY',
	'SENDER_MOBILE_ALT',
	'SENDER_EMAIL_ALT',
	'RECEIVER_MOBILE',
	'leadid',
	'leadtype',
	'dncmobile',
	'dncphone',
	'Lifecycle Stage',
	'Lead ID',
	'Company Size',
	'constructor',
	'toString',
	'',
	'---',
])('the column %j is no field', (column) => {
	expect(sentBy(column)).toEqual([]);
});

test('no spelling stands for two things', () => {
	const all = Object.fromEntries(Object.keys(COLUMN_SPELLINGS).map((name) => [name, plain(name)]));
	const targets = listTargets(all, {});
	const places = indexTargets(targets);
	const named = targets.flatMap(({ spellings, parts }) => [...spellings, ...parts.flat()]);

	expect(named.length).toBeGreaterThan(100);
	expect(places.size).toBe(named.length);
});

test.each<[string, IDataObject, string]>([
	['first and last name', { 'Last Name': 'Rao', 'First Name': ' Asha ' }, 'Asha Rao'],
	['a middle name between them', { first_name: 'A', middle_name: 'K', last_name: 'R' }, 'A K R'],
	['the last name alone', { 'First Name': '', Surname: 'Rao' }, 'Rao'],
	[
		'a whole name that has both in it',
		{ Name: 'Dr Asha Rao', 'First Name': 'asha' },
		'Dr Asha Rao',
	],
])('a name is made of %s', (_what, item, name) => {
	expect(mapOne(item)?.name).toBe(name);
});

test.each<[string, IDataObject, string, string]>([
	[
		'two numbers',
		{ 'Mobile No.': '98765 43210', Phone: '022 2345 6789' },
		'Column "Mobile No." and Column "Phone" have different values for Phone: "98765 43210" and "022 2345 6789"',
		'Inputs to Ignore',
	],
	[
		'two whole names',
		{ Name: 'Asha', 'Customer Name': 'Ravi' },
		'Column "Name" and Column "Customer Name" have different values for Name: "Asha" and "Ravi"',
		'Inputs to Ignore',
	],
	[
		'a part that the whole name does not have',
		{ Name: 'Rao Exports', 'First Name': 'Vikram' },
		'Column "Name" and Column "First Name" have different values for Name: "Rao Exports" and "Vikram"',
		'Inputs to Ignore',
	],
	[
		'two last names',
		{ 'First Name': 'Asha', 'Last Name': 'Rao', Surname: 'Shah' },
		'Column "Last Name" and Column "Surname" have different values for Name: "Rao" and "Shah"',
		'Inputs to Ignore',
	],
])('%s are an error that says what to do', (_what, item, message, advice) => {
	const refused = refusal(() =>
		mapOne({ Name: 'x', ...item, ...(item.Name ? {} : { Name: null }) }),
	);

	expect(refused.message).toBe(message);
	expect(refused.advice).toContain(advice);
});

test.each<[string, IDataObject]>([
	['the same twice', { Phone: '98765 43210', Mobile: ' 98765 43210 ' }],
	['a number and its text', { Phone: '9876543210', Mobile: 9_876_543_210 }],
	['a blank one beside a filled one', { Phone: '  ', Mobile: '98765 43210', WhatsApp: null }],
])('%s is no contradiction', (_what, item) => {
	expect(mapOne({ Name: 'Asha', ...item })?.additionalFields).toHaveProperty('phone');
});

test.each<[string, string, IDataObject]>([
	['by its name', 'Phone', { phone: '1' }],
	['in another spelling', 'PHONE no, mobile_no', {}],
	['by its name, while another differs in letter case only', '"Mobile No."', { phone: '2' }],
])('an input is ignored %s', (_what, inputsToIgnore, expected) => {
	const item = inputsToIgnore.includes('Mobile No.')
		? { Name: 'Asha', 'Mobile No.': '1', 'mobile no': '2' }
		: { Name: 'Asha', 'Mobile No.': '1', Phone: inputsToIgnore === 'Phone' ? '2' : '' };

	expect(mapOne(item, { inputsToIgnore })?.additionalFields).toEqual(expected);
});

test('a required value that is missing is an error with names of columns that would be taken', () => {
	const refused = refusal(() => mapOne({ City: 'Pune', Phone: '1' }));

	expect(refused.message).toBe(
		'No column for Name: the item has none that is called "Name", "Full Name", "Lead Name", "Customer Name" or the like',
	);
	expect(refused.advice).toContain('Data to Send');
});

test('a column that is there but blank is named', () => {
	expect(refusal(() => mapOne({ 'Full Name': ' ', Phone: '1' })).message).toBe(
		'Column "Full Name" is empty, but Name is required',
	);
});

test('an item without any value for a field is an error, not an empty request', () => {
	const update = {
		updateFields: bodyFields({ displayName: 'Update Fields' }, fields),
	};

	expect(refusal(() => map([{ City: 'Pune', Email: '' }], {}, update)).message).toBe(
		'No column has a value for a field, so there is nothing to send',
	);
});

test('what the form has stays out', () => {
	const form = { name: 'Old', additionalFields: { company: 'Old' } };

	expect(mapOne({ Name: 'Asha' }, form)).toEqual({ name: 'Asha', additionalFields: {} });
});

test('with Define Below the columns stay out', () => {
	const form = { dataToSend: 'defineBelow', name: 'Asha', additionalFields: { email: 'a@b.in' } };

	expect(map([{ Name: 'Ravi', Phone: '1' }], form, parameters)).toEqual({
		values: [{ name: 'Asha', additionalFields: { email: 'a@b.in' } }],
		hints: [],
	});
});

test.each([
	['email', 'a@b.in', { phone: '98765' }],
	['phone', '98765', { email: 'a@b.in' }],
])('the match value is the column of the %s, which is not sent twice', (matchBy, value, rest) => {
	const item = { Name: 'Asha', 'E-mail': 'a@b.in', 'Mobile No.': '98765' };
	const definition = { parameters: ['matchValue', 'name', 'additionalFields'] };

	expect(map([item], { matchBy }, matched, definition).values).toEqual([
		{ matchBy, matchValue: value, name: 'Asha', additionalFields: rest },
	]);
});

test('without a column for the match value there is an error that names the field', () => {
	const definition = { parameters: ['matchValue', 'name', 'additionalFields'] };
	const refused = refusal(() =>
		map([{ Name: 'Asha', Phone: '1' }], { matchBy: 'email' }, matched, definition),
	);

	expect(refused.message).toMatch(/^No column for Email: the item has none that is called "Email"/);
});

test('an error of the operation names the column in place of the parameter', () => {
	const definition = { parameters: ['matchValue', 'name', 'additionalFields'] };
	const reader = mapColumns(matched, definition).startReading();
	const read = reader.read(sourceOf({ Name: 'Asha', 'Mail ID': 'x' }, { matchBy: 'email' }));
	const parameterError = () =>
		refusal(() =>
			requiredText({ displayName: '' }).read('', {
				label: 'Match Value',
				timezone: 'UTC',
			}),
		);

	expect(
		refusal(() => {
			read?.explain(() => {
				throw parameterError();
			});
		}).message,
	).toBe('Column "Mail ID" is required');
	expect(() => {
		read?.explain(() => {
			throw new RangeError('Match Value is none of its business');
		});
	}).toThrow(RangeError);
});

test('a value that a field refuses is named by its column', () => {
	expect(refusal(() => mapOne({ Name: 'Asha', Tag: 'a; b' })).message).toMatch(
		/^Column "Tag" has a semicolon/,
	);
	expect(refusal(() => mapOne({ 'Full Name': { first: 'A' } })).message).toMatch(
		/^Column "Full Name" must be text, but it is an object/,
	);
});

test('a part of a name that is no text is refused, not written out', () => {
	const item = { 'First Name': { given: 'Asha' }, 'Last Name': 'Rao' };

	expect(refusal(() => mapOne(item)).message).toMatch(
		/^Columns "First Name" and "Last Name" must be text, but it is an object/,
	);
});

test('the hint names all columns that say the same', () => {
	const item = { Name: 'Asha Rao', 'First Name': 'Asha', Phone: '1', 'WhatsApp No.': '1' };

	expect(map([item], {}, parameters).hints).toEqual([
		'From columns: Name ("Name", "First Name"), Phone ("Phone", "WhatsApp No.").',
	]);
});

test('a list is taken where the field takes lists', () => {
	expect(mapOne({ Name: 'Asha', Labels: ['hot', 'vip'] })?.additionalFields).toEqual({
		tags: ['hot', 'vip'],
	});
});

test('a column cannot set fields that have no parameter', () => {
	expect(mapOne({ Name: 'Asha', otherFields: '{"owner":"me"}' })?.additionalFields).toEqual({});
});

test('columns without a field become metadata where that is wanted', () => {
	const item = {
		Name: 'Asha',
		City: 'Pune',
		score_of_ad: 7,
		empty: '',
		address_parts: { street: 'MG Road' },
		' ': 'no name',
		constructor: 'text',
		metadata: { gstin: '27AAPFU0939F1ZV', none: null },
	};
	const sent = map([item], { unmatchedColumns: 'metadata' }, parameters);

	expect(sent.values[0]?.additionalFields).toEqual({
		metadata: { gstin: '27AAPFU0939F1ZV', City: 'Pune', score_of_ad: '7', constructor: 'text' },
	});
	expect(sent.hints).toEqual([
		'From columns: Name ("Name"), Metadata ("metadata"). As metadata: "City", "score_of_ad", "constructor". Left out, since no field is called so: "address_parts", " ".',
	]);
});

test('a column that could change a prototype is left out', () => {
	const item: unknown = JSON.parse('{"Name":"Asha","__proto__":"x","City":"Pune"}');
	if (typeof item !== 'object' || item === null) throw new TypeError('It is an object');
	const sent = map(
		[{ ...Object.fromEntries(Object.entries(item)) }],
		{ unmatchedColumns: 'metadata' },
		parameters,
	);

	expect(sent.values[0]?.additionalFields).toEqual({ metadata: { City: 'Pune' } });
	expect(sent.hints[0]).toContain('Left out, since no field is called so: "__proto__".');
});

test('metadata may be given as JSON, and what is none is an error', () => {
	expect(mapOne({ Name: 'Asha', Metadata: '{"city":"Pune"}' })?.additionalFields).toEqual({
		metadata: { city: 'Pune' },
	});
	expect(refusal(() => mapOne({ Name: 'Asha', Metadata: 'Pune' })).message).toBe(
		'Column "Metadata" must be a list of keys and values',
	);
});

test('one hint tells for all items which column went where', () => {
	const items = [
		{ 'Full Name': 'Asha', 'Mobile No.': '1', City: 'Pune' },
		{ 'First Name': 'Ravi', 'Last Name': 'Shah', Phone: '2', City: '', row_number: 3 },
	];

	expect(map(items, {}, parameters).hints).toEqual([
		'From columns: Name ("Full Name", "First Name", "Last Name"), Phone ("Mobile No.", "Phone"). Left out, since no field is called so: "City", "row_number".',
	]);
});

test('a hint stays short for an item with very many columns', () => {
	const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`x${index}`, 'v']));
	const [hint = ''] = map([{ Name: 'Asha', ...many }], {}, parameters).hints;

	expect(hint).toMatch(/"x29" and 170 more\.$/);
});

test('what a parameter is called too generally for can be said', () => {
	const deal = {
		name: requiredText({ displayName: 'Name' }),
		additionalFields: parameters.additionalFields,
	};
	const definition = { parameters: ['name', 'additionalFields'], meanings: { name: 'dealName' } };
	const item = { 'Deal Name': 'Renewal', 'Contact Name': 'Asha Rao', 'First Name': 'Asha' };

	expect(map([item], {}, deal, definition).values[0]?.name).toBe('Renewal');
});

test('a field that is shown for another choice only stays so', () => {
	const hidden = { ...matched.matchValue };
	const show = { matchBy: ['phone'] };
	hidden.property = { ...hidden.property, displayOptions: { show } };
	const { form } = mapColumns({ ...matched, matchValue: hidden }, { parameters: ['matchValue'] });

	expect(form.matchValue?.property.displayOptions).toEqual({
		show: { dataToSend: ['defineBelow'], matchBy: ['phone'] },
	});
});

test('the form shows the choice before the first field that it hides', () => {
	const { form } = mapColumns(matched, { parameters: ['matchValue', 'name', 'additionalFields'] });
	const shownFor = Object.entries(form).map(([name, { property }]) => [
		name,
		property.displayOptions?.show?.dataToSend,
	]);

	expect(shownFor).toEqual([
		['matchBy', undefined],
		['dataToSend', undefined],
		['inputsToIgnore', ['autoMapInputData']],
		['unmatchedColumns', ['autoMapInputData']],
		['matchValue', ['defineBelow']],
		['name', ['defineBelow']],
		['additionalFields', ['defineBelow']],
	]);
});
