// n8n reads it when it is loaded.
process.env.N8N_SSRF_PROTECTION_ENABLED = 'true';
const { runNode, testCredential } = await import('../support/n8nCore.mts');

const order = {
	node: 'crmLeadPro',
	credentials: {
		crmLeadProApi: { apiKey: 'crmlp_live_0123456789', baseUrl: 'http://127.0.0.1:9/api' },
	},
	parameters: { resource: 'lead', operation: 'create', name: 'Asha Rao' },
};
const words =
	/n8n itself does not allow requests to its address[^]*Nothing was sent[^]*N8N_SSRF_ALLOWED_IP_RANGES/;

afterAll(() => {
	delete process.env.N8N_SSRF_PROTECTION_ENABLED;
});

test('n8n’s own protection of internal addresses is told as that, and who can allow them', async () => {
	const { error } = await runNode(order);

	expect(`${error?.message ?? ''}\n${error?.description ?? ''}`).toMatch(words);
	expect(error?.description).not.toMatch(/Tried|may have/);
});

test('the credential test tells the same', async () => {
	const { message } = await testCredential(order, 'testCrmLeadProApi', 'crmLeadProApi');

	expect(message).toMatch(words);
});
