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

/** Lets the API redirect n8n's own node to another host, and looks at what arrives there. */
async function expectNoKeyElsewhere(
	type: string,
	header: string,
	create: () => Promise<N8nAccount | YSuiteAccount>,
): Promise<void> {
	const account = await create();
	const server = 'workspace' in account ? account.workspace : account.organisation;
	const target = new URL(`/${crypto.randomUUID()}`, process.env.SANDBOX_OTHER_ORIGIN);
	target.hostname = 'localhost';
	await server.setFaults([{ kind: 'redirect', location: target.href, times: 'always' }]);
	const { id, name } = account.credential;
	const workflow = await session.saveWorkflow(
		manualWorkflow(`Redirect with ${type}`, {
			name: 'HTTP Request',
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: {
				url: `${server.baseUrl}/leads`,
				authentication: 'predefinedCredentialType',
				nodeCredentialType: type,
				options: {},
			},
			credentials: { [type]: { id, name } },
		}),
	);
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
