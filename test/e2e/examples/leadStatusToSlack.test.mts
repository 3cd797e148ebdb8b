import { runFromOutside } from '../../../launcher/demo/startedExecution.mts';
import { sandbox, type TestWorkspace } from '../../support/workspace.mts';
import { importExample, openWorkspace, PRIYA, whileActive } from '../support/examples.mts';
import { session } from '../support/n8nAccount.mts';

let workspace: TestWorkspace;

beforeEach(async () => {
	workspace = await openWorkspace();
});

/** What Slack would have got at an address. */
async function messagesTo(path: string): Promise<unknown[]> {
	const requests = await sandbox.journal();
	return requests
		.filter((request) => request.path === path && request.method === 'POST')
		.map(({ rawBody }): unknown => JSON.parse(rawBody));
}

/** Changes a lead in the CRM while the example is active; what arrived in Slack. */
async function changeLead(changes: Readonly<Record<string, unknown>>) {
	const path = `/services/${crypto.randomUUID()}`;
	const url = `${process.env.SANDBOX_OTHER_ORIGIN ?? ''}${path}`;
	const workflow = await importExample('crmlpStatusSlack', {
		parameters: { 'Post to Slack': { url } },
	});
	await whileActive(workflow, async () => {
		await runFromOutside(session, workflow, () =>
			workspace.act({ action: 'lead.update', id: PRIYA.id, changes }),
		);
	});
	return await messagesTo(path);
}

test('a changed status is one message in Slack that tells who it is, what changed and who looks after it', async () => {
	const messages = await changeLead({ status: 'customer', pipeline_stage: 'negotiation' });
	expect(messages).toEqual([
		{
			text: [
				'*Priya Sharma*, Indus Analytics',
				'Status: qualified → *customer*',
				'Stage: demo_scheduled → *negotiation*',
				'Score 87 · looked after by user_sales_rep_01',
			].join('\n'),
		},
	]);
});

test('a name from a form cannot call everybody in the channel, and what is not known is not made up', async () => {
	const [message] = await changeLead({
		name: 'R&D <!channel>',
		company: null,
		assigned_to: null,
		status: 'lost',
	});
	expect(message).toEqual({
		text: [
			'*R&amp;D &lt;!channel&gt;*',
			'Status: qualified → *lost*',
			'Stage: *demo_scheduled*',
			'Score 87 · nobody looks after it yet',
		].join('\n'),
	});
});
