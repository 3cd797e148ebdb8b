import type { IDataObject } from 'n8n-workflow';

import { sandbox } from '../support/workspace.mts';
import {
	createAccount,
	createYSuiteAccount,
	session,
	type N8nAccount,
	type YSuiteAccount,
} from './support/n8nAccount.mts';
import { manualWorkflow } from './support/manualWorkflow.mts';
import { testExceptIn } from './support/testedN8n.mts';

/** Saves a workflow in which n8n's own node asks for an account's leads. */
async function saveRequest(
	type: string,
	account: N8nAccount | YSuiteAccount,
	options: IDataObject = {},
) {
	const { id, name } = account.credential;
	return await session.saveWorkflow(
		manualWorkflow(`Request with ${type}`, {
			name: 'HTTP Request',
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: {
				url: `${serverOf(account).baseUrl}/leads`,
				authentication: 'predefinedCredentialType',
				nodeCredentialType: type,
				options,
			},
			credentials: { [type]: { id, name } },
		}),
	);
}

function serverOf(account: N8nAccount | YSuiteAccount) {
	return 'workspace' in account ? account.workspace : account.organisation;
}

/** Lets the API redirect n8n's own node to another host, and looks at what arrives there. */
async function expectNoKeyElsewhere(
	type: string,
	header: string,
	create: () => Promise<N8nAccount | YSuiteAccount>,
): Promise<void> {
	const account = await create();
	const server = serverOf(account);
	const target = new URL(`/${crypto.randomUUID()}`, process.env.SANDBOX_OTHER_ORIGIN);
	target.hostname = 'localhost';
	await server.setFaults([{ kind: 'redirect', location: target.href, times: 'always' }]);
	const workflow = await saveRequest(type, account);
	await session.runWorkflow(workflow);

	const sent = await server.journal();
	const arrived = (await sandbox.journal()).filter(({ path }) => path === target.pathname);
	expect(sent.map(({ headers }) => header in headers)).toEqual([true]);
	expect(arrived.filter(({ headers }) => header in headers)).toEqual([]);
}

test('the HTTP Request node takes no key of CRMLead Pro along a redirect to another host', async () => {
	await expectNoKeyElsewhere('crmLeadProApi', 'authorization', createAccount);
});

testExceptIn('2.8', 'it sends headers of any name but Authorization along redirects')(
	'the HTTP Request node takes no key of YSUITE along a redirect to another host',
	async () => {
		await expectNoKeyElsewhere('ySuiteApi', 'x-ysuite-secret-key', createYSuiteAccount);
	},
);

test.each<[string, IDataObject, string]>([
	['does not check certificates', { allowUnauthorizedCerts: true }, 'would not be checked'],
	[
		'goes through a proxy without https',
		{ proxy: process.env.SANDBOX_OTHER_ORIGIN ?? '' },
		'the proxy would read it',
	],
])('the HTTP Request node gets no key where it %s', async (_what, options, reason) => {
	const account = await createAccount();
	const before = (await sandbox.journal()).length;

	const execution = await session.runWorkflow(await saveRequest('crmLeadProApi', account, options));

	expect(execution.status).toBe('error');
	expect(JSON.stringify(execution)).toContain(reason);
	expect(await account.workspace.journal()).toEqual([]);
	const others = (await sandbox.journal()).slice(before);
	expect(others.filter(({ headers }) => 'authorization' in headers)).toEqual([]);
});
