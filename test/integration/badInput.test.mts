import type { IDataObject, INodeParameters, OnError } from 'n8n-workflow';

import type { FaultOrder } from '../../sandbox/faults.mts';
import { runNode } from '../support/n8nCore.mts';
import { createWorkspace, sandbox, type TestWorkspace } from '../support/workspace.mts';

let workspace: TestWorkspace;

beforeEach(async () => {
	workspace = await createWorkspace({ switches: { rateLimit: null } });
});

afterEach(async () => {
	await workspace.remove();
});

const lead = (operation: string, parameters: INodeParameters): INodeParameters => ({
	resource: 'lead',
	operation,
	...parameters,
});
const byId = (id: string) => ({ __rl: true, mode: 'id', value: id });
const knownLead = byId('lead_01J2XK3M4N5P6Q7R');

interface InvalidInput {
	name: string;
	parameters: INodeParameters;
	message: string;
	/** The second item, where a flag does not say it. */
	badItem?: IDataObject;
	/** Requests that the good item causes; 1 if left out. */
	requests?: number;
}

/** The first item is good, the second is not. */
const invalid: InvalidInput[] = [
	{
		name: 'a missing name',
		parameters: lead('create', { name: '={{ $json.ok ? "Asha" : "" }}' }),
		message: 'Name is required [item 1]',
	},
	{
		name: 'a name that is only spaces',
		parameters: lead('create', { name: '={{ $json.ok ? "Asha" : "   " }}' }),
		message: 'Name is required [item 1]',
	},
	{
		name: 'a name that is an object',
		parameters: lead('create', { name: '={{ $json.ok ? "Asha" : { first: "A" } }}' }),
		message: 'Name must be text, but it is an object: {"first":"A"} [item 1]',
	},
	{
		name: 'an empty update',
		parameters: lead('update', {
			leadId: knownLead,
			updateFields: { company: '={{ $json.ok ? "Rao" : "" }}' },
		}),
		message: 'Update Fields is empty, so there is nothing to update [item 1]',
	},
	{
		name: 'a score that is no number',
		parameters: lead('create', {
			name: 'Asha',
			additionalFields: { score: '={{ $json.ok ? 1 : "eighty" }}' },
		}),
		message: 'Additional Fields > Score must be a number, but it is "eighty" [item 1]',
	},
	{
		name: 'broken JSON in Other Fields',
		parameters: lead('create', {
			name: 'Asha',
			additionalFields: { otherFields: '={{ $json.ok ? "{}" : "{\\"city\\": Pune}" }}' },
		}),
		message: 'Additional Fields > Other Fields (JSON) is not valid JSON',
	},
	{
		name: 'an array where an object belongs',
		parameters: lead('create', {
			name: 'Asha',
			additionalFields: { otherFields: '={{ $json.ok ? "{}" : "[1, 2]" }}' },
		}),
		message:
			'Additional Fields > Other Fields (JSON) must be a JSON object, but it is an array [item 1]',
	},
	{
		name: '__proto__ in JSON',
		parameters: lead('create', {
			name: 'Asha',
			additionalFields: {
				otherFields: '={{ $json.ok ? "{}" : $json.typed }}',
			},
		}),
		badItem: { typed: '{"a": [{"__proto__": {"admin": true}}]}' },
		message:
			'Additional Fields > Other Fields (JSON) must not contain the key "__proto__" [item 1]',
	},
	{
		name: 'an ID that would lead to another endpoint',
		parameters: lead('get', { leadId: byId('={{ $json.ok ? "lead_1" : ".." }}') }),
		message: '".." is not an ID [item 1]',
	},
	{
		name: 'no lead chosen',
		parameters: lead('delete', {
			leadId: { __rl: true, mode: 'list', value: '={{ $json.ok ? "lead_1" : "" }}' },
		}),
		message: 'Lead is required [item 1]',
	},
	{
		name: 'a date that is none',
		parameters: {
			resource: 'analytics',
			operation: 'getPipeline',
			from: '={{ $json.ok ? "2026-01-01" : "last week" }}',
		},
		message: 'From must be a date, but it is "last week" [item 1]',
	},
	{
		name: 'neither a template nor a message',
		parameters: {
			resource: 'campaign',
			operation: 'sendWhatsApp',
			name: 'Hello',
			message: '={{ $json.ok ? "Namaste" : "" }}',
			sendTo: 'tags',
			tags: 'nobody',
		},
		message: 'Template or Message is required [item 1]',
	},
	{
		name: 'recipients that were asked for and are empty',
		parameters: {
			resource: 'campaign',
			operation: 'sendWhatsApp',
			name: 'Hello',
			message: 'Namaste',
			sendTo: 'tags',
			tags: '={{ $json.ok ? "nobody" : $json.segment }}',
		},
		message: 'Tags is empty, so the campaign would have no recipients [item 1]',
	},
	{
		name: 'recipients that nobody chose',
		parameters: {
			resource: 'campaign',
			operation: 'sendWhatsApp',
			name: 'Hello',
			message: 'Namaste',
			sendTo: '={{ $json.ok ? "everyone" : "" }}',
		},
		message: 'Send To is required [item 1]',
	},
	{
		name: 'recipients of a kind that is not the chosen one',
		parameters: {
			resource: 'campaign',
			operation: 'sendWhatsApp',
			name: 'Hello',
			message: 'Namaste',
			sendTo: '={{ "everyone" }}',
			leadIds: '={{ $json.ok ? "" : "lead_1" }}',
		},
		message: 'Send To is "everyone", but Lead IDs is filled in, so it is not clear who',
	},
	{
		name: 'a tag with a comma to filter by',
		parameters: lead('getAll', {
			filters: { tags: '={{ $json.ok ? "vip" : ["Delhi, North"] }}' },
		}),
		message: 'Filters > Tags cannot look for "Delhi, North"',
		// Nobody has the other item's tag, so the hint reads which there are.
		requests: 2,
	},
	{
		name: 'a number that is none',
		parameters: lead('create', {
			name: 'Asha',
			additionalFields: { score: '={{ $json.ok ? 1 : 0 / 0 }}' },
		}),
		message: 'Additional Fields > Score must be a number, but it is "NaN" [item 1]',
	},
	{
		name: 'a time to send that was asked for and is empty',
		parameters: {
			resource: 'campaign',
			operation: 'sendEmail',
			name: 'Hello',
			subject: 'Hello',
			content: 'Namaste',
			sendTo: 'tags',
			tags: 'nobody',
			additionalFields: { scheduledAt: '={{ $json.ok ? "2030-01-01" : $json.when }}' },
		},
		message: 'Additional Fields > Scheduled At is empty [item 1]',
	},
	{
		name: 'both a template and a message',
		parameters: {
			resource: 'campaign',
			operation: 'sendWhatsApp',
			name: 'Hello',
			template: 'thanks',
			message: '={{ $json.ok ? "" : "Namaste" }}',
			sendTo: 'tags',
			tags: 'nobody',
		},
		message: 'Template and Message are both filled in, so it is not clear what to send [item 1]',
	},
	{
		name: 'a webhook address that is none',
		parameters: {
			resource: 'webhook',
			operation: 'create',
			url: '={{ $json.ok ? "https://example.com" : "javascript:alert(1)" }}',
			events: ['lead.created'],
		},
		message: 'URL must be a web address, but it is "javascript:alert(1)" [item 1]',
	},
	{
		name: 'an event that CRMLead Pro does not have',
		parameters: {
			resource: 'webhook',
			operation: 'create',
			url: 'https://example.com',
			events: '={{ $json.ok ? ["lead.created"] : ["lead.eaten"] }}',
		},
		message: 'Events cannot be "lead.eaten" [item 1]',
	},
	{
		name: 'a limit of zero',
		parameters: lead('getAll', { returnAll: false, limit: '={{ $json.ok ? 1 : 0 }}' }),
		message: 'Limit must be at least 1, but it is 0 [item 1]',
	},
	{
		name: 'a limit that is no whole number',
		parameters: lead('getAll', { returnAll: false, limit: '={{ $json.ok ? 1 : 1.5 }}' }),
		message: 'Limit must be a whole number, but it is "1.5" [item 1]',
	},
	{
		name: 'a match value that is no email',
		parameters: lead('upsert', {
			matchBy: 'email',
			matchValue: '={{ $json.ok ? "a@example.in" : "98765 43210" }}',
			name: 'Asha',
		}),
		message: 'Match Value must be an email address, but it is "98765 43210" [item 1]',
		requests: 2,
	},
];

describe('before anything is sent', () => {
	const run = async ({ parameters, badItem = { ok: false } }: InvalidInput, onError?: OnError) =>
		await runNode({
			node: 'crmLeadPro',
			credentials: workspace.credentials,
			items: [{ ok: true }, badItem],
			parameters,
			...(onError === undefined ? {} : { onError }),
		});

	test.each(invalid)('$name ends the run with the item and the label', async (input) => {
		const { error } = await run(input);

		expect(error?.name).toBe('NodeOperationError');
		expect(error?.message).toContain(input.message);
		expect(error?.message).toContain('[item 1]');
		expect(error?.context?.itemIndex).toBe(1);
		expect(await workspace.journal()).toEqual([]);
	});

	test.each(invalid)('$name with Continue On Fail leaves the other item done', async (input) => {
		const { outputs, error } = await run(input, 'continueRegularOutput');

		expect(error).toBeUndefined();
		const failed = outputs[0]?.filter(({ json }) =>
			JSON.stringify(json.error ?? '').includes(JSON.stringify(input.message).slice(1, -1)),
		);
		expect(failed?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
		expect(await workspace.journal()).toHaveLength(input.requests ?? 1);
	});
});

interface BadReply {
	name: string;
	parameters: INodeParameters;
	faults: FaultOrder[];
	message: RegExp;
	advice: RegExp;
}

const badReplies: BadReply[] = [
	{
		name: 'an unknown lead (404)',
		parameters: lead('get', { leadId: byId('lead_unknown') }),
		faults: [],
		message: /^CRMLead Pro could not find what was asked for: .*\(HTTP 404\) \[item 0\]$/,
		advice: /Check the ID/,
	},
	{
		name: 'values that the API rejects (422)',
		parameters: lead('create', { name: 'Asha', additionalFields: { email: 'not-an-email' } }),
		faults: [],
		message: /^CRMLead Pro rejected the values: .*email.*\(HTTP 422\) \[item 0\]$/,
		advice: /^Correct the values.*\nRequest ID: req_/,
	},
	{
		name: 'an HTML page instead of JSON',
		parameters: lead('get', { leadId: knownLead }),
		faults: [{ kind: 'html200' }],
		message:
			/^CRMLead Pro should have replied with a lead, but sent something else: [^<>]+ \(HTTP 200\) \[item 0\]$/,
		advice: /Base URL/,
	},
	{
		name: 'an empty 204 body for a new lead',
		parameters: lead('create', { name: 'Asha' }),
		faults: [{ kind: 'status', status: 204, body: '', carriedOut: 'before' }],
		message:
			/^CRMLead Pro should have replied with a lead, but sent an empty body \(HTTP 204\) \[item 0\]$/,
		advice: /carried out: look in CRMLead Pro/,
	},
	{
		name: 'a truncated reply',
		parameters: lead('get', { leadId: knownLead }),
		faults: [{ kind: 'truncatedJson' }],
		message:
			/^CRMLead Pro should have replied with a lead, but sent something else: \{.* \(HTTP 200\) \[item 0\]$/,
		advice: /^The reply is cut off, or is no valid JSON/,
	},
	{
		name: 'a reply that breaks off in the middle',
		parameters: lead('create', { name: 'Asha' }),
		faults: [{ kind: 'resetMidBody' }],
		message: /^CRMLead Pro did not answer: .* \[item 0\]$/,
		advice: /The lead "Asha" may have been created\..*Look in CRMLead Pro/,
	},
	{
		name: 'a list that is no list',
		parameters: lead('getAll', { returnAll: true }),
		faults: [{ kind: 'notAList' }],
		message:
			/^CRMLead Pro should have replied with a list of leads, but sent something else: \{"data":"oops"\} \(HTTP 200\) \[item 0\]$/,
		advice: /Base URL/,
	},
	{
		name: 'an object where the list should be',
		parameters: lead('getAll', { returnAll: true }),
		faults: [{ kind: 'notAList', body: { leads: { id: 1 } } }],
		message: /^CRMLead Pro should have replied with a list of leads/,
		advice: /Base URL/,
	},
	...[
		{ kind: 'html200' as const },
		{ kind: 'status' as const, status: 200, body: '{"deleted": tr' },
	].map((fault, number) => ({
		name: `a deletion that is not confirmed (${number + 1})`,
		parameters: lead('delete', { leadId: byId('lead_unknown') }),
		faults: [fault],
		message: /^CRMLead Pro should have replied with a confirmation, but sent something else: /,
		advice: /look in CRMLead Pro before you run this item again/,
	})),
	...[
		{ body: { error: 'You may not archive' }, words: 'You may not archive' },
		{ body: { ok: false }, words: '{"ok":false}' },
	].map(({ body, words }) => ({
		name: `a deletion that fails with a 200 and ${words}`,
		parameters: lead('delete', { leadId: byId('lead_unknown') }),
		faults: [{ kind: 'status' as const, status: 200, body }],
		message: new RegExp(`^CRMLead Pro could not process the request: ${words} \\(HTTP 200\\)`),
		advice: /./,
	})),
	{
		name: 'a 200 that says success: false',
		parameters: lead('create', { name: 'Asha' }),
		faults: [
			{ kind: 'status', status: 200, body: { success: false, message: 'The workspace is locked' } },
		],
		message: /The workspace is locked \(HTTP 200\) \[item 0\]$/,
		advice: /./,
	},
	{
		name: 'a server error',
		parameters: lead('create', { name: 'Asha' }),
		faults: [
			{ kind: 'status', status: 502, body: '<h1>Bad gateway</h1>', contentType: 'text/html' },
		],
		message: /^CRMLead Pro had a problem of its own: Bad gateway \(HTTP 502\) \[item 0\]$/,
		advice: /The lead "Asha" may have been created\..*Look in CRMLead Pro/,
	},
	{
		name: 'too many requests for longer than a request waits',
		parameters: lead('getAll', {}),
		faults: [
			{
				kind: 'status',
				status: 429,
				body: { error: 'Slow down, please' },
				retryAfter: { form: 'seconds', seconds: 3_600 },
			},
		],
		message:
			/^CRMLead Pro is receiving too many requests: Slow down, please \(HTTP 429\) \[item 0\]$/,
		advice:
			/^The rate limit asks to wait 60 minutes, but a request waits 5 minutes at most\.\n[\s\S]*Wait a minute/,
	},
];

describe('when the reply is bad', () => {
	test.each(badReplies)(
		'$name becomes a clear error',
		async ({ parameters, faults, message, advice }) => {
			await workspace.setFaults(faults);

			const { error } = await runNode({
				node: 'crmLeadPro',
				credentials: workspace.credentials,
				parameters,
			});

			expect(error?.name).toBe('NodeApiError');
			expect(error?.message).toMatch(message);
			expect(error?.description).toMatch(advice);
			expect(error?.context?.itemIndex).toBe(0);
			expect(JSON.stringify(error)).not.toContain(workspace.apiKey);
			expect(await workspace.journal()).toHaveLength(1);
		},
	);

	test('a wrong key (401) says where to find the right one, and never shows the key', async () => {
		const apiKey = 'crmlp_live_wrong_and_secret_0123456789';
		const { error } = await runNode({
			node: 'crmLeadPro',
			credentials: { crmLeadProApi: { ...workspace.credentials.crmLeadProApi, apiKey } },
			parameters: lead('getAll', {}),
		});

		expect(error?.name).toBe('NodeApiError');
		expect(error?.message).toMatch(
			/^CRMLead Pro did not accept the API key: .*\(HTTP 401\) \[item 0\]$/,
		);
		expect(error?.description).toContain('Settings → API → Generate Key');
		expect(JSON.stringify(error)).not.toContain(apiKey);
	});

	test('an error body that repeats the key is shown without it', async () => {
		await workspace.setFaults([
			{ kind: 'status', status: 403, body: { message: `Key ${workspace.apiKey} may not do this` } },
		]);
		const order = {
			node: 'crmLeadPro',
			credentials: workspace.credentials,
			parameters: lead('getAll', {}),
		};

		const { error, run } = await runNode(order);

		expect(error?.message).toContain('Key ••• may not do this');
		expect(JSON.stringify(run)).not.toContain(workspace.apiKey);
	});

	test('a key in the middle of a long error text is blanked out before the text is shortened', async () => {
		const message = `${'x'.repeat(285)} ${workspace.apiKey} and more`;
		await workspace.setFaults([{ kind: 'status', status: 403, body: { message } }]);

		const { error } = await runNode({
			node: 'crmLeadPro',
			credentials: workspace.credentials,
			parameters: lead('getAll', {}),
		});

		expect(error?.message).not.toContain(workspace.apiKey.slice(0, 8));
		expect(error?.message).toContain('•••');
	});

	test('a redirect is not followed, so that the key reaches no other host', async () => {
		const other = process.env.SANDBOX_OTHER_ORIGIN ?? '';
		await workspace.setFaults([{ kind: 'redirect', location: `${other}/api/v1/leads` }]);

		const { error } = await runNode({
			node: 'crmLeadPro',
			credentials: workspace.credentials,
			parameters: lead('getAll', {}),
		});

		expect(error?.message).toContain(`redirected the request to ${other}, which`);
		const strays = (await sandbox.journal()).filter(({ headers }) =>
			JSON.stringify(headers).includes(workspace.apiKey),
		);
		expect(strays).toEqual([]);
	});

	test('a server that cannot be reached says that nothing was sent', async () => {
		const { error } = await runNode({
			node: 'crmLeadPro',
			credentials: {
				crmLeadProApi: {
					...workspace.credentials.crmLeadProApi,
					baseUrl: 'http://127.0.0.1:9/api',
				},
			},
			parameters: lead('create', { name: 'Asha' }),
		});

		expect(error?.name).toBe('NodeApiError');
		expect(error?.message).toBe(
			'CRMLead Pro could not be reached: the connection was refused [item 0]',
		);
		expect(error?.description).toContain('Nothing was sent');
	});

	test('plain http to another computer is refused with the reason', async () => {
		const { error } = await runNode({
			node: 'crmLeadPro',
			credentials: {
				crmLeadProApi: {
					...workspace.credentials.crmLeadProApi,
					baseUrl: 'http://crm.example.com',
				},
			},
			parameters: lead('getAll', {}),
		});

		expect(error?.name).toBe('NodeOperationError');
		expect(error?.message).toMatch(/must start with https:\/\/, because over plain http/);
	});
});
