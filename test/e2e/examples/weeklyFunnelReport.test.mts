import type { TestWorkspace } from '../../support/workspace.mts';
import { openWorkspace, runExample } from '../support/examples.mts';
import { openMailbox, type Mailbox } from '../support/mailbox.mts';
import { session } from '../support/n8nAccount.mts';

const DAY_MS = 86_400_000;
const LONGEST_BAR = 150;

let workspace: TestWorkspace;
let mailbox: Mailbox;

beforeEach(async () => {
	workspace = await openWorkspace();
	mailbox = await openMailbox();
	await session.saveCredential('smtp', 'SMTP account', mailbox.credential);
});

afterEach(async () => {
	await mailbox.close();
});

/** The cells of a row of the report's table, without their markup. */
function cellsOf(row: string): string[] {
	return [...row.matchAll(/>([^<>]+)</g)]
		.map(([, text = '']) => text.trim())
		.filter((text) => text !== '' && text !== '&nbsp;');
}

const inRupees = (value: number) => `₹${value.toLocaleString('en-IN')}`;

/** The first and last day that the workflow asked for. */
async function askedDays() {
	const request = (await workspace.journal()).find(({ path }) =>
		path.endsWith('/analytics/pipeline'),
	);
	const query = new URLSearchParams(request?.query.raw);
	return { from: query.get('from') ?? '', to: query.get('to') ?? '' };
}

/** The sales deals of these days, counted from the sandbox's own records. */
async function countDeals() {
	const { deals, pipelines } = await workspace.state();
	const { from, to } = await askedDays();
	const recent = deals.filter(({ pipeline, created_at: createdAt }) => {
		const day = createdAt.slice(0, 10);
		return pipeline === 'sales' && from <= day && day <= to;
	});
	const stages = pipelines.find(({ key }) => key === 'sales')?.stages ?? [];
	const of = (status: string) => recent.filter((deal) => deal.status === status);
	const placeOf = ({ stage, status }: (typeof recent)[number]) =>
		status === 'won' ? stages.length : stages.findIndex(({ key }) => key === stage);
	return {
		all: recent.length,
		open: of('open').length,
		won: of('won'),
		lost: of('lost').length,
		stages: stages.map(({ name }, index) => {
			const reached = recent.filter((deal) => placeOf(deal) >= index);
			const further = recent.filter((deal) => placeOf(deal) > index);
			return {
				name,
				volume: reached.length,
				value: reached.reduce((sum, { value }) => sum + value, 0),
				wentOn:
					reached.length === 0 ? '–' : `${Math.round((further.length / reached.length) * 100)}%`,
			};
		}),
	};
}

test('the sales manager gets one email whose figures are those of the last 30 days', async () => {
	const { status, error } = await runExample('crmlpFunnelWeek1');
	expect([status, error]).toEqual(['success', undefined]);
	const [message, ...others] = mailbox.messages;
	expect(others).toEqual([]);
	expect(message?.headers).toMatch(/^To: sales-manager@example\.com$/m);
	expect(message?.headers).toMatch(/^Subject: Sales funnel, \d+ \w+ \d{4}$/m);
	expect(message?.headers).toMatch(/^Content-Type: text\/html/m);

	const { from, to } = await askedDays();
	expect((Date.parse(to) - Date.parse(from)) / DAY_MS).toBe(29);
	// A day more or less, since n8n may be in another time zone.
	expect(Math.abs(Date.now() - Date.parse(to)) / DAY_MS).toBeLessThan(2);
	const counted = await countDeals();
	expect(counted.all).toBeGreaterThan(0);
	const cells = cellsOf(message?.body ?? '');
	const headline = cells.indexOf('deals') - 5;
	const winRate = Math.round((counted.won.length / (counted.won.length + counted.lost)) * 100);
	expect(cells.slice(headline, headline + 4)).toEqual([
		String(counted.all),
		String(counted.open),
		String(counted.won.length),
		`${winRate}%`,
	]);
	expect(cells).toContain(
		`won, ${inRupees(counted.won.reduce((sum, { value }) => sum + value, 0))}`,
	);
	const first = cells.indexOf('Days in stage') + 1;
	const rows = counted.stages.map((_, index) =>
		cells.slice(first + index * 5, first + index * 5 + 4),
	);
	expect(rows).toEqual(
		counted.stages.map(({ name, volume, value, wentOn }) => [
			name,
			String(volume),
			inRupees(value),
			wentOn,
		]),
	);
});

test('the bars of the chart are as long as the stages are large', async () => {
	await runExample('crmlpFunnelWeek1');
	const { stages } = await countDeals();
	const largest = Math.max(...stages.map(({ volume }) => volume));
	const bars = [...(mailbox.messages[0]?.body ?? '').matchAll(/width="(\d+)" height="18"/g)];
	expect(bars.map(([, width]) => Number(width))).toEqual(
		stages.map(({ volume }) => Math.round((LONGEST_BAR * volume) / largest)),
	);
});

test('a pipeline without deals is reported with dashes, not with an error', async () => {
	workspace = await openWorkspace({ seed: 'empty' });
	const { status } = await runExample('crmlpFunnelWeek1');
	expect(status).toBe('success');
	const cells = cellsOf(mailbox.messages[0]?.body ?? '');
	expect(cells.filter((cell) => cell === '–').length).toBeGreaterThan(2);
	expect(cells.join(' ')).not.toMatch(/NaN|undefined|null/);
});
