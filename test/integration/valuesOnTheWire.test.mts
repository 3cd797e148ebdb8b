import type { INodeParameters } from 'n8n-workflow';

import { runNode } from '../support/n8nCore.mts';
import { createWorkspace, type TestWorkspace } from '../support/workspace.mts';

let workspace: TestWorkspace;

beforeEach(async () => {
	workspace = await createWorkspace();
});

afterEach(async () => {
	await workspace.remove();
});

/** Runs the node for one item, and returns what arrived in the API. */
async function send(parameters: INodeParameters, json = {}) {
	const { credentials } = workspace;
	const { error } = await runNode({ node: 'crmLeadPro', credentials, parameters, items: [json] });
	expect(error).toBeUndefined();
	return await workspace.journal();
}

const twice = {
	values: [
		{ key: 'city', value: 'Pune' },
		{ key: 'city', value: 'Navi Mumbai' },
		{ key: 'empty', value: '' },
	],
};

test.each([
	['lead', 'getAll'],
	['analytics', 'getPipeline'],
])('both values of a query parameter of %s are sent', async (resource, operation) => {
	const options = { queryParameters: twice };
	const [request] = await send({ resource, operation, options });
	expect(request?.query.raw).toContain('city=Pune&city=Navi+Mumbai');
	expect(request?.query.raw).not.toContain('empty');
});

test('a query parameter with the name of a filter still replaces it', async () => {
	const [request] = await send({
		resource: 'lead',
		operation: 'getAll',
		filters: { status: 'qualified' },
		options: {
			queryParameters: {
				values: [{ key: 'status', value: 'new' }],
			},
		},
	});
	expect(new URLSearchParams(request?.query.raw).getAll('status')).toEqual(['new']);
});

test('a metadata row without a value leaves the stored value alone, and Other Fields join', async () => {
	const leadId = { __rl: true, mode: 'id', value: 'lead_01J2XK3M4N5P6Q7R' };
	const metadata = {
		values: [
			{ key: 'city', value: '={{ $json.city }}' },
			{ key: 'budget', value: ' 5 lakh ' },
		],
	};
	const [request] = await send({
		resource: 'lead',
		operation: 'update',
		leadId,
		updateFields: {
			metadata,
			tags: '"Delhi, North", vip, vip',
			otherFields: '{"metadata": {"gst": "27A"}}',
		},
	});
	expect(request?.body).toEqual({
		metadata: { budget: '5 lakh', gst: '27A' },
		tags: ['Delhi, North', 'vip'],
	});
});

test('recipients in Other Fields join those of the form, and a message keeps its spaces', async () => {
	const [request] = await send({
		resource: 'campaign',
		operation: 'sendWhatsApp',
		name: ' Hello ',
		message: ' Namaste \n',
		sendTo: 'tags',
		tags: 'nobody',
		additionalFields: { otherFields: '{"recipients": {"segment": "north"}}' },
	});
	expect(request?.body).toEqual({
		name: 'Hello',
		message: ' Namaste \n',
		recipients: { tags: ['nobody'], segment: 'north' },
	});
});

test.each([
	'={{ $json.when }}',
	'={{ new Date($json.when) }}',
	'={{ DateTime.fromISO($json.when) }}',
	'={{ DateTime.fromISO($json.when).toUTC().toISO() }}',
])('%s of one instant is one day', async (expectedCloseDate) => {
	const [request] = await send(
		{
			resource: 'deal',
			operation: 'create',
			name: 'Renewal',
			pipeline: { __rl: true, mode: 'id', value: 'sales' },
			additionalFields: { expectedCloseDate },
		},
		{ when: '2026-03-31T23:30:00-11:00' },
	);
	// 10:30 UTC, which is 1 April in every time zone east of Pago Pago.
	expect(request?.body).toMatchObject({ expected_close_date: '2026-04-01' });
});
