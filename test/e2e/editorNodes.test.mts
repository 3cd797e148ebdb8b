import { inEditor } from './support/editor/inEditor.mts';
import { signInAsOwner } from './support/editor/signInPage.mts';
import { testFrom } from './support/testedN8n.mts';

const test = testFrom('2.41', 'the editor is tested as it is in n8n 2.41');

const CRM_LEAD_PRO_TRIGGERS = [
	'On campaign sent',
	'On contact updated',
	'On deal lost',
	'On deal won',
	'On lead created',
	'On lead status changed',
];
const CRM_LEAD_PRO_ACTIONS = [
	'Get pipeline funnel',
	'Send email campaign to recipients',
	'Send WhatsApp campaign to recipients',
	'Get many contacts',
	'Create deal',
	'Archive lead',
	'Create lead',
	'Create or update lead',
	'Get lead',
	'Get many leads',
	'Update lead',
	'Get many pipelines',
	'Register webhook',
];
const Y_SUITE_ACTIONS = [
	'Create contact',
	'Create or update contact',
	'Delete contact',
	'Get contact',
	'Get many contacts',
	'Update contact',
	'Create lead',
	'Create lead if new',
	'Delete lead',
	'Get many leads',
];

test(
	'somebody who signs in finds all triggers and actions of CRMLead Pro by its name',
	inEditor(
		async ({ page, canvas, nodesPanel }) => {
			await signInAsOwner(page);
			await canvas.addFirstStep();
			await nodesPanel.open('CRMLead', 'CRMLead Pro');
			expect(await nodesPanel.read()).toEqual({
				triggers: CRM_LEAD_PRO_TRIGGERS,
				actions: CRM_LEAD_PRO_ACTIONS,
			});
		},
		{ signedOut: true },
	),
);

test(
	'the same search finds the trigger that needs no public address, with its own events',
	inEditor(async ({ canvas, nodesPanel }) => {
		await canvas.addFirstStep();
		// n8n leaves out the word Trigger.
		await nodesPanel.open('CRMLead', 'CRMLead Pro Polling');
		expect(await nodesPanel.readTriggers()).toEqual([
			'On contact updated',
			'On lead created',
			'On lead status changed',
			'On lead updated',
		]);
	}),
);

test(
	'a workflow that has a trigger is offered the actions of CRMLead Pro',
	inEditor(async ({ canvas, nodesPanel }) => {
		await canvas.addFirstStep();
		await nodesPanel.add('manual', 'Trigger manually');
		await canvas.addNextStep();
		await nodesPanel.open('CRMLead', 'CRMLead Pro');
		expect(await nodesPanel.readActions()).toEqual(CRM_LEAD_PRO_ACTIONS);
	}),
);

test(
	'all triggers and actions of YSUITE are found by its name',
	inEditor(async ({ canvas, nodesPanel }) => {
		await canvas.addFirstStep();
		await nodesPanel.open('ysuite', 'YSUITE');
		expect(await nodesPanel.read()).toEqual({
			triggers: ['On new lead'],
			actions: Y_SUITE_ACTIONS,
		});
	}),
);
