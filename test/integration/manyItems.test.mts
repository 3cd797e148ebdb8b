import { runNode } from '../support/n8nCore.mts';
import { createWorkspace } from '../support/workspace.mts';

test('10,000 items are done', async () => {
	const workspace = await createWorkspace({ seed: 'empty', switches: { rateLimit: null } });

	const { outputs } = await runNode({
		node: 'crmLeadPro',
		items: Array.from({ length: 10_000 }, (_, number) => ({ number })),
		parameters: {
			resource: 'lead',
			operation: 'create',
			name: '=Lead {{ $json.number }}',
			options: { concurrency: 50 },
		},
		credentials: {
			crmLeadProApi: {
				...workspace.credentials.crmLeadProApi,
				plan: 'custom',
				requestsPerMinute: 1_000_000,
			},
		},
	});

	expect(outputs[0]).toHaveLength(10_000);
	expect((await workspace.state()).leads).toHaveLength(10_000);
	await workspace.remove();
}, 180_000);
