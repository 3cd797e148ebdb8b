import type { TestWorkspace } from '../../support/workspace.mts';
import {
	importExample,
	openWorkspace,
	PRIYA,
	saveCrmLeadPro,
	whileActive,
} from '../support/examples.mts';
import { uploadFile } from '../support/fileForm.mts';

const EXAMPLE_ID = 'crmlpCsvImport01';
const HEADER = ['Name', 'Email', 'Phone', 'Company', 'Source'];
const BYTE_ORDER_MARK = '\uFEFF';

let workspace: TestWorkspace;

beforeEach(async () => {
	workspace = await openWorkspace({ switches: { rateLimit: null } });
	await saveCrmLeadPro({
		...workspace.credentials.crmLeadProApi,
		plan: 'custom',
		requestsPerMinute: 1_000_000,
	});
});

/** Writes rows as Excel does (RFC 4180): quotes where a cell needs them, and lines that end with CRLF. */
function toCsv(rows: readonly (readonly string[])[], separator = ','): string {
	const toCell = (text: string) =>
		/["\n]/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text;
	return [HEADER, ...rows].map((row) => `${row.map(toCell).join(separator)}\r\n`).join('');
}

/** The opposite, for cells without line breaks. */
function fromCsv(text: string): Record<string, string>[] {
	const [header = [], ...rows] = text
		.replace(BYTE_ORDER_MARK, '')
		.trim()
		.split(/\r?\n/)
		.map((line) =>
			[...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain = '']) =>
				quoted === undefined ? plain : quoted.replaceAll('""', '"'),
			),
		);
	return rows.map((row) =>
		Object.fromEntries(header.map((name, place) => [name, row[place] ?? ''])),
	);
}

async function importFile(csv: string | Buffer) {
	const workflow = await importExample(EXAMPLE_ID);
	const { text, files } = await whileActive(workflow, () =>
		uploadFile('import-leads', new File([csv], 'leads.csv', { type: 'text/csv' })),
	);
	const file = files['rows-to-correct.csv'];
	return { text, rows: file === undefined ? [] : fromCsv(file.toString('utf8')), file };
}

async function leadWith(email: string) {
	const { leads } = await workspace.state();
	return leads.filter((lead) => lead.email === email);
}

/** Ways in which people write the mobile number +91 98765 4NNNN. */
const PHONE_FORMS: ReadonlyArray<(end: string) => string> = [
	(end) => `+91 98765 4${end}`,
	(end) => `987654${end}`,
	(end) => `0987654${end}`,
	(end) => `91-987654${end}`,
	(end) => `'+91-98765-4${end}`,
	(end) => `0091 98765 4${end}`,
	(end) => `(+91) 987 654 ${end}`,
];

/** The phone as the node sends it: as it was written, without what a spreadsheet puts before a text. */
const asSent = (phone: string) => phone.replace(/^'/, '');

/** What is wrong with a row, by what it shows instead of good values, and what the reason says. */
const DEFECTS: ReadonlyArray<[row: Readonly<Record<string, string>>, reason: string]> = [
	[{ Name: '' }, 'Column "Name" is empty, but Name is required'],
	[{ Name: '   ' }, 'Column "Name" is empty, but Name is required'],
	[{ Email: '', Phone: '' }, 'Column "Phone" is empty, but Phone is required'],
	[{ Email: 'asha at example.com' }, 'Column "Email" must be an email address'],
	[{ Email: 'asha@example' }, 'email: must be a valid email address (HTTP 422)'],
	[{ Phone: '9.19877E+11' }, 'which a spreadsheet has shortened'],
	[{ Phone: '9876543210.0' }, 'a number with decimals'],
	[{ Phone: '987654321.0' }, 'a number with decimals'],
	[{ Phone: 'call 9876543210 after 5 pm' }, 'must be a phone number'],
	[{ Phone: 'asha1234567@x.in', Email: '' }, 'must be a phone number'],
	[{ Phone: '2026-03-31' }, 'a date'],
	[{ Phone: '31/03/2026', Email: '' }, 'a date'],
	[{ Phone: '98765 43210 / 98765 43211', Email: '' }, 'more than one number'],
	[{ Phone: '0501234567', Email: '' }, 'not a complete number of the default country IN'],
	[{ Phone: '9,876,543,210' }, 'must be a phone number'],
	[{ Phone: '9999999999', Email: '' }, 'which many people enter in place of a number'],
	[{ Phone: '192.168.1.10' }, 'an IP address'],
	[{ Email: 'asha..rao@example.com' }, 'email: must be a valid email address (HTTP 422)'],
	[{ Phone: '12345' }, 'phone: must hold at least 7 digits (HTTP 422)'],
];

test('of 5,000 rows the good ones become leads, and the 20 bad ones come back with their reasons', async () => {
	const before = await workspace.state();
	const rows = Array.from({ length: 5_000 }, (_, index) => {
		const end = String(index).padStart(4, '0');
		const [defect] = index % 250 === 7 ? (DEFECTS[((index - 7) / 250) % DEFECTS.length] ?? []) : [];
		// Every hundredth person is there twice, the second time in capitals and with another company.
		const isRepeat = index % 100 === 50;
		const number = isRepeat ? String(index - 1).padStart(4, '0') : end;
		const row: Record<string, string> = {
			Name: `Asha Rao ${number}`,
			Email: isRepeat ? `ASHA.${number}@EXAMPLE.COM` : `asha.${number}@example.com`,
			Phone: (PHONE_FORMS[index % PHONE_FORMS.length] ?? String)(number),
			Company: isRepeat ? 'Second, Company' : 'Rao "Silk" & Sons',
			Source: index % 2 === 0 ? 'trade_show' : '',
			...defect,
		};
		return HEADER.map((name) => row[name] ?? '');
	});

	const { text, rows: returned } = await importFile(BYTE_ORDER_MARK + toCsv(rows, ';'));

	expect(text).toContain('Rows to correct: 20');
	expect(text).toContain('Saved rows: 4,980.');
	const { leads } = await workspace.state();
	const added = leads.filter(({ id }) => !before.leads.some((lead) => lead.id === id));
	expect(added).toHaveLength(4_930);
	expect(new Set(added.map(({ email }) => email)).size).toBe(4_930);
	const written = new Map(
		rows.map(([, email = '', phone = '']) => [email.toLowerCase(), asSent(phone)]),
	);
	expect(added.filter(({ email, phone }) => written.get(email ?? '') !== phone)).toEqual([]);
	expect(await leadWith('asha.0001@example.com')).toMatchObject([
		{ name: 'Asha Rao 0001', phone: '9876540001', company: 'Rao "Silk" & Sons', source: null },
	]);
	expect(await leadWith('asha.0049@example.com')).toMatchObject([{ company: 'Second, Company' }]);

	const bad = Array.from({ length: 20 }, (_, place) => 7 + place * 250);
	expect(returned).toHaveLength(20);
	for (const [place, index] of bad.entries()) {
		const [, reason = ''] = DEFECTS[place % DEFECTS.length] ?? [];
		const original = Object.fromEntries(
			HEADER.map((name, column) => [name, rows[index]?.[column] ?? '']),
		);
		expect(returned).toContainEqual({
			...original,
			Reason: expect.stringContaining(reason) as unknown,
		});
	}
}, 600_000);

test('a number in another spelling updates the lead that has it, and one with an extension is another one', async () => {
	const phones = ['8765432100', '8765432105', '7654321012'];
	await importFile(toCsv(phones.map((phone) => [`Had ${phone}`, '', phone, '', ''])));
	const before = await workspace.state();
	await importFile(
		toCsv([
			['Desk 12', '', '+91 98765 43210 ext 12', '', ''],
			['Desk 5', '', '9876543210 x5', '', ''],
			['Emirates', '', '+971 50 123 4567', '', ''],
			['Priya S. Sharma', '', '+91 (0) 98765 43210', '', ''],
		]),
	);
	const { leads } = await workspace.state();
	expect(leads.filter(({ name }) => name.startsWith('Had '))).toEqual(
		before.leads.filter(({ name }) => name.startsWith('Had ')),
	);
	expect(leads).toHaveLength(before.leads.length + 3);
	expect(leads.find(({ id }) => id === PRIYA.id)).toMatchObject({ name: 'Priya S. Sharma' });
});

test.each([
	['commas', ','],
	['semicolons', ';'],
	['tabs', '\t'],
])('a file with %s is read, and all rows saved is said so', async (_, separator) => {
	const rows = [
		['Asha Rao', 'asha@rao-silks.example', '098765 40001', 'Rao, Silk; and Sons', 'referral'],
		['Vikram Nair', '', '+971 50 123 4567', '', ''],
	];
	const { text, file } = await importFile(toCsv(rows, separator));
	expect(text).toContain('All rows are imported');
	expect(text).toContain('Saved rows: 2');
	expect(file).toBeUndefined();
	expect(await leadWith('asha@rao-silks.example')).toMatchObject([
		{ phone: '098765 40001', company: 'Rao, Silk; and Sons', source: 'referral' },
	]);
	const { leads } = await workspace.state();
	expect(leads.filter(({ name }) => name === 'Vikram Nair')).toMatchObject([
		{ email: null, phone: '+971 50 123 4567', company: null },
	]);
});

test('names of columns may have spaces and capitals', async () => {
	await importFile(' NAME ,email,Phone\r\nAsha Rao,asha@rao-silks.example,9876540001\r\n');
	expect(await leadWith('asha@rao-silks.example')).toMatchObject([
		{ name: 'Asha Rao', phone: '9876540001' },
	]);
});

test('columns may be called as other programs call them, and those that no field is called like are left out', async () => {
	const { text } = await importFile(
		[
			'Full Name;E-mail;Mobile No.;Company Name;Lead Source;City;Mailing Address',
			'Asha Rao;asha@rao-silks.example;098765 40001;Rao Silks;referral;Pune;12 MG Road',
			'Vikram Nair;;+971 50 123 4567;;;Dubai;1 Corniche',
			'',
		].join('\r\n'),
	);
	expect(text).toContain('All rows are imported');
	expect(text).toContain('Saved rows: 2');
	expect(await leadWith('asha@rao-silks.example')).toMatchObject([
		{ name: 'Asha Rao', phone: '098765 40001', company: 'Rao Silks', source: 'referral' },
	]);
	const { leads } = await workspace.state();
	expect(leads.filter(({ name }) => name === 'Vikram Nair')).toMatchObject([
		{ email: null, phone: '+971 50 123 4567', company: null },
	]);
	expect(leads.slice(-2).map(({ metadata }) => metadata)).toEqual([{}, {}]);
});

test('a file may be uploaded again, with phones in other spellings, without doubles', async () => {
	const people = (phone: (end: string) => string) => [
		['Asha Rao', 'asha@rao-silks.example', phone('0001'), '', ''],
		['Vikram Nair', '', phone('0002'), '', ''],
	];
	const [first, second] = PHONE_FORMS;
	if (first === undefined || second === undefined) throw new Error('there are no two forms');
	await importFile(toCsv(people(first)));
	const before = await workspace.state();
	const { text } = await importFile(toCsv(people(second)));
	expect(text).toContain('Saved rows: 2');
	const { leads } = await workspace.state();
	expect(leads.map(({ id }) => id)).toEqual(before.leads.map(({ id }) => id));
});

test('somebody who is known is updated, and an empty cell overwrites nothing', async () => {
	await importFile(toCsv([['Priya S. Sharma', PRIYA.email.toUpperCase(), '', '', '']]));
	expect(await leadWith(PRIYA.email)).toMatchObject([
		{
			id: PRIYA.id,
			name: 'Priya S. Sharma',
			phone: '+91 98765 43210',
			company: 'Indus Analytics',
			source: 'website',
		},
	]);
});

test('the file of bad rows can be corrected and imported again as it is', async () => {
	const { file } = await importFile(toCsv([['Zoë 😀 शर्मा', 'zoe@', '', 'Café "Zoë", Pune', '']]));
	const corrected = (file ?? Buffer.alloc(0)).toString('utf8').replace('zoe@', 'zoe@cafe.example');
	const { text } = await importFile(corrected);
	expect(text).toContain('Saved rows: 1');
	expect(await leadWith('zoe@cafe.example')).toMatchObject([
		{ name: 'Zoë 😀 शर्मा', company: 'Café "Zoë", Pune' },
	]);
});

test('a file of bad rows only saves nothing', async () => {
	const before = await workspace.state();
	const { text, rows } = await importFile(toCsv([['', 'a@b.example', '', '', '']]));
	expect(text).toContain('Saved rows: 0.');
	expect(rows).toMatchObject([
		{ Email: 'a@b.example', Reason: 'Column "Name" is empty, but Name is required' },
	]);
	expect((await workspace.state()).leads).toEqual(before.leads);
});
