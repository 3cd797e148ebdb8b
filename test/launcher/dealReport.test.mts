import { reportDeal } from '../../launcher/demo/dealReport.mts';
import type { State } from '../../sandbox/crmLeadPro/schemas.mts';
import { createWorkspace, type TestWorkspace } from '../support/workspace.mts';

const NEVER_REACHED = 'https://127.0.0.1:1/webhook';

let workspace: TestWorkspace;
let before: State;
let dealId: string;
let leadId: string;

async function post(path: string, body: object): Promise<void> {
	const reply = await fetch(`${workspace.baseUrl}${path}`, {
		method: 'POST',
		headers: { authorization: `Bearer ${workspace.apiKey}`, 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	expect(reply.ok).toBe(true);
}

const registerWebhook = async () => {
	await post('/webhooks', { url: NEVER_REACHED, events: ['lead.created'] });
};

const winDeal = async () => {
	await workspace.act({ action: 'deal.win', id: dealId });
};

const thank = async (leadIds: readonly string[], channel = 'whatsapp') => {
	const content = channel === 'email' ? { subject: 'S', content: 'C' } : { message: 'M' };
	await post(`/campaigns/${channel}`, {
		name: 'Thank you',
		...content,
		recipients: { lead_ids: leadIds },
	});
};

const report = async () => reportDeal(dealId, before, await workspace.state());

beforeEach(async () => {
	workspace = await createWorkspace();
	await registerWebhook();
	before = await workspace.state();
	const deal = before.deals.find(({ status }) => status === 'open');
	dealId = deal?.id ?? '';
	leadId = deal?.lead_id ?? '';
});

test('the report tells which deal was won and who was thanked', async () => {
	await winDeal();
	await thank([leadId]);
	const { text, problems } = await report();
	const lead = before.leads.find(({ id }) => id === leadId);
	const deal = before.deals.find(({ id }) => id === dealId);
	expect(problems).toEqual([]);
	expect(text).toContain(`won      ${deal?.name ?? ''}, ₹`);
	expect(text).toContain('sent     WhatsApp campaign "Thank you"');
	expect(text).toContain(`to ${lead?.name ?? ''}, ${lead?.phone ?? ''}`);
});

test('a deal that is still open and a campaign that is missing are problems', async () => {
	const { problems } = await report();
	expect(problems).toEqual([`${dealId} is open and not won`, 'one campaign expected, 0 found']);
});

test('two campaigns are a problem', async () => {
	await winDeal();
	await thank([leadId]);
	await thank([leadId]);
	expect((await report()).problems).toEqual(['one campaign expected, 2 found']);
});

test('a campaign to somebody else is a problem', async () => {
	await winDeal();
	const other = before.leads.find(({ id }) => id !== leadId)?.id ?? '';
	await thank([other]);
	expect((await report()).problems).toEqual([
		`the campaign should go to ${leadId} and goes to ${other}`,
	]);
});

test('a campaign by email is a problem', async () => {
	await winDeal();
	await thank([leadId], 'email');
	expect((await report()).problems).toEqual(['the campaign went out by email']);
});

test('a campaign to a lead without a phone is a problem', async () => {
	await winDeal();
	await workspace.act({ action: 'lead.update', id: leadId, changes: { phone: null } });
	await thank([leadId]);
	expect((await report()).problems).toEqual(['the campaign should reach one person and reaches 0']);
});

test('a second registration of the workflow is a problem', async () => {
	await registerWebhook();
	await winDeal();
	await thank([leadId]);
	expect((await report()).problems).toEqual(['one webhook expected, 2 registered']);
});
