import { createOrganisation, createWorkspace } from '../support/workspace.mts';
import { inEditor } from './support/editor/inEditor.mts';
import { keepScreenshot } from './support/editor/screenshot.mts';
import { testFrom } from './support/testedN8n.mts';

const test = testFrom('2.41', 'the editor is tested as it is in n8n 2.41');

const BASE_URL = 'https://crmleadpro.in/api/v1';
const DOCUMENTATION = 'https://github.com/n8n-nodes-crmleadpro/n8n-nodes-crmleadpro#credentials';

test(
	'a credential of CRMLead Pro is made in its dialog: a wrong key says what to do, a right one passes',
	inEditor(async ({ page, canvas, nodesPanel, nodeDetails, credentialDialog }) => {
		const { apiKey, baseUrl } = await createWorkspace();
		const wrongKey = 'crmlp_live_of_nobody';
		await canvas.addFirstStep();
		await nodesPanel.open('CRMLead', 'CRMLead Pro');
		await nodesPanel.choose('On lead created');
		await nodeDetails.createCredential();
		await credentialDialog.rename('CRMLead Pro sales team');
		expect(await credentialDialog.labels()).toEqual([
			'API Key',
			'Base URL',
			'Plan',
			'Webhook Signing Secret',
			'Allowed HTTP Request Domains',
		]);
		expect(await credentialDialog.field('baseUrl').inputValue()).toBe(BASE_URL);
		expect(await credentialDialog.documentationUrl()).toContain(DOCUMENTATION);

		const refusal = await credentialDialog.saveInVain({ baseUrl, apiKey: wrongKey });
		expect(refusal).toContain('CRMLead Pro did not accept the API key');
		expect(refusal).toContain('Settings → API → Generate Key');
		expect(refusal).not.toContain(wrongKey);

		await credentialDialog.saveWell({ apiKey });
		await nodeDetails.editCredential();
		await credentialDialog.waitForSuccess();
		await credentialDialog.showInstead('baseUrl', BASE_URL);
		await keepScreenshot(page, 'credential', await credentialDialog.clip());
	}),
);

test(
	'a credential of YSUITE is made in its dialog: a wrong key says what to do, right ones pass',
	inEditor(async ({ canvas, nodesPanel, nodeDetails, credentialDialog }) => {
		const { accessKey, secretKey, baseUrl } = await createOrganisation();
		const wrongKey = 'secret-of-nobody';
		await canvas.addFirstStep();
		await nodesPanel.open('YSUITE', 'YSUITE');
		await nodesPanel.choose('On new lead');
		await nodeDetails.createCredential();
		expect(await credentialDialog.labels()).toEqual([
			'Access Key',
			'Secret Key',
			'Base URL',
			'Requests per Minute',
			'Allowed HTTP Request Domains',
		]);
		expect(await credentialDialog.documentationUrl()).toContain(DOCUMENTATION);

		const refusal = await credentialDialog.saveInVain({ baseUrl, accessKey, secretKey: wrongKey });
		expect(refusal).toContain('Invalid API credentials (HTTP 401)');
		expect(refusal).toContain('Settings → API Keys');
		expect(refusal).not.toContain(wrongKey);

		await credentialDialog.saveWell({ secretKey });
		await nodeDetails.editCredential();
		await credentialDialog.waitForSuccess();
	}),
);
