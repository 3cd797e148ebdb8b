import { sandbox } from '../support/workspace.mts';
import { createAccount, createYSuiteAccount, session } from './support/n8nAccount.mts';
import { testFrom } from './support/testedN8n.mts';

const TRIGGER = 'When clicking Execute';
const NODE = 'HTTP Request';

testFrom('2.20', 'n8n 2.8 sends headers of any name along redirects').each([
	['crmLeadProApi', 'authorization', createAccount],
	['ySuiteApi', 'x-ysuite-secret-key', createYSuiteAccount],
])(
	'the HTTP Request node with %s takes no %s along a redirect to another host',
	async (type, header, create) => {
		const account = await create();
		const server = 'workspace' in account ? account.workspace : account.organisation;
		const target = new URL(`/${crypto.randomUUID()}`, process.env.SANDBOX_OTHER_ORIGIN);
		target.hostname = 'localhost';
		await server.setFaults([{ kind: 'redirect', location: target.href, times: 'always' }]);
		const { id, name } = account.credential;
		const workflow = await session.saveWorkflow({
			name: `Redirect with ${type}`,
			nodes: [
				{
					id: 'trigger',
					name: TRIGGER,
					type: 'n8n-nodes-base.manualTrigger',
					typeVersion: 1,
					position: [0, 0],
					parameters: {},
				},
				{
					id: 'node',
					name: NODE,
					type: 'n8n-nodes-base.httpRequest',
					typeVersion: 4.2,
					position: [220, 0],
					parameters: {
						url: `${server.baseUrl}/leads`,
						authentication: 'predefinedCredentialType',
						nodeCredentialType: type,
						options: {},
					},
					credentials: { [type]: { id, name } },
				},
			],
			connections: { [TRIGGER]: { main: [[{ node: NODE, type: 'main', index: 0 }]] } },
			settings: { executionOrder: 'v1' },
		});
		await session.runWorkflow(workflow);

		const sent = await server.journal();
		const arrived = (await sandbox.journal()).filter(({ path }) => path === target.pathname);
		expect(sent.map(({ headers }) => header in headers)).toEqual([true]);
		expect(arrived.filter(({ headers }) => header in headers)).toEqual([]);
	},
);
