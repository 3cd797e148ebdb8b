import { until } from '../launcher/support/processes.mts';
import { createAccount, createYSuiteAccount, session } from './support/n8nAccount.mts';
import { inEditor } from './support/editor/inEditor.mts';
import { keepScreenshot } from './support/editor/screenshot.mts';
import {
	POLLING_TRIGGER,
	pollingWorkflow,
	Y_SUITE_TRIGGER,
	ySuiteTriggerWorkflow,
	TRIGGER,
	triggerWorkflow,
} from './support/triggerWorkflow.mts';
import { testFrom } from './support/testedN8n.mts';

const test = testFrom('2.41', 'the editor is tested as it is in n8n 2.41');

/** A credential's name in pictures. */
const ACCOUNT = 'CRMLead Pro account';

test(
	'CRMLead Pro Trigger listens for a test event, shows it, and removes its webhook',
	inEditor(async ({ page, canvas, nodeDetails }) => {
		const { workspace, credential } = await createAccount({}, ACCOUNT);
		const { deals } = await workspace.state();
		const deal = deals.find(({ status }) => status === 'open');
		const { id } = await session.saveWorkflow(
			triggerWorkflow(credential, 'Deal won', { events: ['deal.won', 'deal.lost'] }),
		);
		await canvas.open(id);
		await canvas.openNode(TRIGGER);
		await nodeDetails.execute();
		await nodeDetails.waitUntilListening();
		await until(async () => (await workspace.state()).webhooks.length === 1);

		await workspace.act({ action: 'deal.win', id: deal?.id ?? '' });
		const [row] = await nodeDetails.output.readTable();
		expect(row?.event).toBe('deal.won');
		expect(row?.data).toContain(deal?.id);
		await until(async () => (await workspace.state()).webhooks.length === 0);
		await nodeDetails.waitUntilDone();
		await nodeDetails.widenOutput();
		const { output } = nodeDetails;
		await output.showInstead(/^event_/, 'event_01J2XK3M4N5P6Q7R');
		await output.showInstead(/^\d{4}-\d{2}-\d{2}$/, '2026-11-30');
		await output.showInstead(/^\d{4}-\d{2}-\d{2}T/, '2026-11-05T09:30:00.000Z');
		await keepScreenshot(page, 'trigger-event');
	}),
);

test(
	'CRMLead Pro Polling Trigger fetches a recent lead as a test event',
	inEditor(async ({ page, canvas, nodeDetails }) => {
		const { workspace, credential } = await createAccount({}, ACCOUNT);
		await workspace.advanceClock(1_000);
		const { id } = await workspace.act({
			action: 'lead.create',
			lead: { name: 'Noor Haddad', email: 'noor@haddad.example' },
		});
		const parameters = { events: ['lead.created'], options: { simplify: true } };
		const workflow = await session.saveWorkflow(
			pollingWorkflow(credential, 'Lead created', parameters, [{ mode: 'everyMinute' }]),
		);
		await canvas.open(workflow.id);
		await canvas.openNode(POLLING_TRIGGER);
		await nodeDetails.execute();
		expect(await nodeDetails.output.readTable()).toMatchObject([
			{ event: 'lead.created', id, name: 'Noor Haddad' },
		]);
		await nodeDetails.waitUntilDone();
		await nodeDetails.widenOutput();
		await nodeDetails.output.showInstead(/^lead_/, 'lead_01J2XK3M4N5P6Q7R');
		await nodeDetails.output.showInstead(/^\d{4}-\d{2}-\d{2}T/, '2026-11-05T09:30:00.000Z');
		await keepScreenshot(page, 'polling-trigger');
	}),
);

test(
	'YSUITE Trigger fetches the newest lead as a test event',
	inEditor(async ({ canvas, nodeDetails }) => {
		const { organisation, credential } = await createYSuiteAccount();
		const lead = { cstname: 'Noor Haddad', cstemail: 'noor@haddad.example' };
		await organisation.act({ action: 'lead.create', lead });
		const { id } = await session.saveWorkflow(
			ySuiteTriggerWorkflow(credential, 'New lead', { mode: 'everyMinute' }),
		);
		await canvas.open(id);
		await canvas.openNode(Y_SUITE_TRIGGER);
		await nodeDetails.execute();
		expect(await nodeDetails.output.readTable()).toMatchObject([lead]);
	}),
);

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
	test(
		'the nodes have the icon that is made for it',
		inEditor(
			async ({ canvas }) => {
				const crmLeadPro = await createAccount();
				const ySuite = await createYSuiteAccount();
				const ending = theme === 'dark' ? '.dark.svg' : '.svg';
				const workflows = [
					[TRIGGER, triggerWorkflow(crmLeadPro.credential, TRIGGER, { events: ['deal.won'] })],
					[
						POLLING_TRIGGER,
						pollingWorkflow(crmLeadPro.credential, POLLING_TRIGGER, { events: ['lead.created'] }),
					],
					[
						Y_SUITE_TRIGGER,
						ySuiteTriggerWorkflow(ySuite.credential, Y_SUITE_TRIGGER, { mode: 'everyMinute' }),
					],
				] as const;
				const icons: string[] = [];
				for (const [name, workflow] of workflows) {
					await canvas.open((await session.saveWorkflow(workflow)).id);
					icons.push(await canvas.iconOf(name));
				}
				const crmLeadProIcon: unknown = expect.stringMatching(
					new RegExp(`/crmLeadPro${ending.replaceAll('.', '\\.')}$`),
				);
				expect(icons).toEqual([
					crmLeadProIcon,
					crmLeadProIcon,
					expect.stringMatching(new RegExp(`/ySuite${ending.replaceAll('.', '\\.')}$`)),
				]);
			},
			{ theme },
		),
	);
});
