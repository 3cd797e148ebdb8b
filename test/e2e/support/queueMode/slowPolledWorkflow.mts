import type { Credential, Workflow } from '../../../../launcher/n8nSession.mts';
import { pollingWorkflow, type PollTime } from '../triggerWorkflow.mts';

/** n8n refuses a time that comes more than once a minute, but takes many of them. */
const EVERY_THREE_SECONDS = Array.from(
	{ length: 20 },
	(_, index): PollTime => ({ mode: 'custom', cronExpression: `${3 * index} * * * * *` }),
);
const SECONDS = 5;

/** A workflow that asks every three seconds for leads that are new or changed, and takes five seconds over them. */
export function slowPolledWorkflow(credential: Credential, name: string): Workflow {
	const events = ['lead.created', 'lead.updated'];
	const workflow = pollingWorkflow(credential, name, { events }, EVERY_THREE_SECONDS);
	const nodes = workflow.nodes.map((node) =>
		node.type === 'n8n-nodes-base.noOp'
			? {
					...node,
					type: 'n8n-nodes-base.wait',
					typeVersion: 1.1,
					webhookId: crypto.randomUUID(),
					parameters: { resume: 'timeInterval', amount: SECONDS, unit: 'seconds' },
				}
			: node,
	);
	return { ...workflow, nodes };
}
