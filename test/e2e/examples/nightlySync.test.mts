import type { TestWorkspace } from '../../support/workspace.mts';
import { openWorkspace, runExample } from '../support/examples.mts';
import { openMailbox, type Mailbox, type Message } from '../support/mailbox.mts';
import { session } from '../support/n8nAccount.mts';
import { startPostgres, type Postgres } from '../support/services/postgres.mts';

const ROWS = 400;

let postgres: Postgres;
let mailbox: Mailbox;
let workspace: TestWorkspace;

beforeAll(async () => {
	postgres = await startPostgres();
	await session.saveCredential('postgres', 'Postgres account', {
		...postgres.place,
		password: 'none',
		ssl: 'disable',
	});
	mailbox = await openMailbox();
	await session.saveCredential('smtp', 'SMTP account', mailbox.credential);
	workspace = await openWorkspace({ switches: { rateLimit: null } });
	await postgres.run(`
		CREATE TABLE customers (id serial PRIMARY KEY, name text, email text, phone text, company text, source text);
		INSERT INTO customers (name, email, phone, company, source)
		SELECT 'Customer ' || number, 'customer.' || number || '@example.com', '+91 98765 ' || 10000 + number,
			CASE WHEN number % 2 = 0 THEN 'Rao "Silk" & Sons' END, 'erp'
		FROM generate_series(1, ${ROWS}) AS number;
		INSERT INTO customers (name, email, phone) VALUES
			('Customer 7 once more', 'CUSTOMER.7@example.com', NULL),
			('No email', NULL, '+91 98765 00001'),
			('Bad phone', 'bad.phone@example.com', '9.19877E+11'),
			('', 'no.name@example.com', NULL);
	`);
}, 60_000);

afterAll(async () => {
	await mailbox.close();
	await postgres.remove();
});

/** Runs the example; what it sent to the CRM, by method, and the report. */
async function sync(): Promise<{ sent: Record<string, number>; report: Message | undefined }> {
	await workspace.clearJournal();
	await runExample('crmlpNightlySync');
	const sent: Record<string, number> = {};
	for (const { method } of await workspace.journal()) sent[method] = (sent[method] ?? 0) + 1;
	return { sent, report: mailbox.messages.at(-1) };
}

async function customers() {
	const { leads } = await workspace.state();
	return leads.filter(({ email }) => email?.toLowerCase().startsWith('customer.'));
}

test('a database table becomes leads, the report tells which rows failed, and the next nights cost what has changed', async () => {
	const first = await sync();

	expect(await customers()).toHaveLength(ROWS);
	expect(first.report?.headers).toMatch(/^subject: 2 of 403 rows were not saved/im);
	const lines = first.report?.body.trim().split(/\r?\n/);
	expect(lines).toEqual([
		`New leads: ${ROWS}`,
		'Leads that were there already: 1',
		'Rows that were not saved: 2',
		expect.stringMatching(/^- Bad phone, bad\.phone@example\.com: .*spreadsheet has shortened/),
		expect.stringMatching(/^- , no\.name@example\.com: .*Name is required/),
	]);
	expect(await customers()).toContainEqual(
		expect.objectContaining({
			name: 'Customer 12',
			company: 'Rao "Silk" & Sons',
			source: 'erp',
			phone: '+91 98765 10012',
		}),
	);

	await postgres.run(
		`DELETE FROM customers WHERE name IN ('', 'Bad phone', 'Customer 7 once more')`,
	);
	await postgres.run(
		`UPDATE customers SET name = 'Customer 7 once more' WHERE name = 'Customer 7'`,
	);
	const second = await sync();

	// 401 leads and those of the demonstration are five pages.
	expect(second.sent).toEqual({ GET: 5 });
	expect(second.report?.headers).toMatch(/^subject: Leads are up to date/im);
	expect(second.report?.body).toContain('New leads: 0');

	await postgres.run(`
		UPDATE customers SET company = 'Moved' WHERE id <= 3;
		INSERT INTO customers (name, email) VALUES ('Customer 901', 'customer.901@example.com'), ('Customer 902', 'customer.902@example.com');
	`);
	const third = await sync();

	// Before a lead is created it is looked for once more.
	expect(third.sent).toEqual({ GET: 5 + 2, PATCH: 3, POST: 2 });
	const moved = (await customers()).filter(({ company }) => company === 'Moved');
	expect(moved.map(({ name }) => name).sort()).toEqual(['Customer 1', 'Customer 2', 'Customer 3']);
	expect(await customers()).toHaveLength(ROWS + 2);
}, 120_000);
