import {
	DEAL_EXAMPLE_ID,
	EXAMPLE_CREDENTIALS,
	FORM_EXAMPLE_ID,
	HOT_LEAD_EXAMPLE_ID,
	readExamples,
	YSUITE_EXAMPLE_ID,
	type Example,
} from '../examples.mts';
import type { N8nSession, SavedWorkflow } from '../n8nSession.mts';
import type { DemoSandbox } from './demoSandbox.mts';
import { fillInContacts } from './hotLead.mts';

/** The example workflows that are active in the demonstration. */
export type ActiveExamples = Readonly<
	Record<'form' | 'deal' | 'ySuite' | 'hotLead', SavedWorkflow>
>;

async function saveCredentials(
	session: N8nSession,
	{ workspace, organisation }: DemoSandbox,
): Promise<void> {
	const { crmLeadProApi, ySuiteApi } = EXAMPLE_CREDENTIALS;
	await session.saveCredential('crmLeadProApi', crmLeadProApi, {
		apiKey: workspace.apiKey,
		baseUrl: workspace.baseUrl,
		plan: 'growth',
	});
	await session.saveCredential('ySuiteApi', ySuiteApi, {
		accessKey: organisation.accessKey,
		secretKey: organisation.secretKey,
		baseUrl: organisation.baseUrl,
	});
}

/** Stores an example, which is inactive then. */
async function restore(session: N8nSession, example: Example): Promise<SavedWorkflow> {
	const stored = await session.findWorkflow(example.id);
	if (stored?.active) await session.deactivateWorkflow(stored);
	return await session.saveWorkflow(example);
}

/**
 * Stores the credentials and the examples, in place of what an earlier start stored, and activates those that
 * something from outside starts: n8n 2.41 does not register webhooks anew at its start, and the sandbox knows none.
 *
 * @throws Error with n8n's own words when it refuses one of them
 */
export async function restoreExamples(
	session: N8nSession,
	sandbox: DemoSandbox,
): Promise<ActiveExamples> {
	await saveCredentials(session, sandbox);
	const saved = new Map<string, SavedWorkflow>();
	const state = await sandbox.workspace.state();
	for (const example of await readExamples()) {
		if (example.id === HOT_LEAD_EXAMPLE_ID) {
			// The key is that of an earlier sandbox, so the trigger would go on with what it remembers of other leads.
			await session.removeWorkflow(example.id);
			saved.set(example.id, await session.saveWorkflow(fillInContacts(example, state)));
		} else {
			saved.set(example.id, await restore(session, example));
		}
	}
	const activate = async (id: string): Promise<SavedWorkflow> => {
		const workflow = saved.get(id);
		if (workflow === undefined) throw new Error(`there is no example ${id}`);
		await session.activateWorkflow(workflow);
		return workflow;
	};
	return {
		form: await activate(FORM_EXAMPLE_ID),
		deal: await activate(DEAL_EXAMPLE_ID),
		ySuite: await activate(YSUITE_EXAMPLE_ID),
		hotLead: await activate(HOT_LEAD_EXAMPLE_ID),
	};
}
