import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod/v4';
import type { Execution } from '../n8nExecution.mts';
import type { N8nSession, SavedWorkflow } from '../n8nSession.mts';
import type { FormEntry } from './formLeads.mts';

const EXECUTION_STARTS_WITHIN_MS = 30_000;
const POLL_INTERVAL_MS = 100;

const formTriggerSchema = z.looseObject({
	type: z.literal('n8n-nodes-base.formTrigger'),
	parameters: z.looseObject({
		formFields: z.object({ values: z.array(z.looseObject({ fieldLabel: z.string() })) }),
		options: z.looseObject({ path: z.string() }),
	}),
});

/** The form of a workflow: its address under n8n's origin, and the labels of its fields in their order. */
export function readForm({ nodes }: SavedWorkflow): { path: string; labels: string[] } {
	const trigger = nodes
		.map((node) => formTriggerSchema.safeParse(node))
		.find(({ success }) => success);
	if (trigger?.data === undefined) throw new Error('the workflow has no form trigger with a path');
	const { formFields, options } = trigger.data.parameters;
	return {
		path: `/form/${options.path}`,
		labels: formFields.values.map(({ fieldLabel }) => fieldLabel),
	};
}

/** Sends the form as n8n's form page does: multipart, the fields named `field-0`, `field-1`, … in their order. */
async function postForm(
	address: string,
	labels: readonly string[],
	entry: FormEntry,
): Promise<void> {
	const values = new Map(Object.entries(entry));
	const body = new FormData();
	for (const [index, label] of labels.entries())
		body.set(`field-${index}`, values.get(label) ?? '');
	const reply = await fetch(address, { method: 'POST', body });
	if (!reply.ok)
		throw new Error(`n8n's form: POST ${address}: ${reply.status} ${await reply.text()}`);
}

async function newExecutionId(
	session: N8nSession,
	workflowId: string,
	known: ReadonlySet<string>,
): Promise<string> {
	const deadline = Date.now() + EXECUTION_STARTS_WITHIN_MS;
	while (Date.now() < deadline) {
		const id = (await session.executionIds(workflowId)).find((candidate) => !known.has(candidate));
		if (id !== undefined) return id;
		await sleep(POLL_INTERVAL_MS);
	}
	throw new Error('submitting the form started no execution');
}

/**
 * Submits an entry to the production form of an active workflow and waits for the execution that it starts.
 *
 * @throws Error when n8n refuses the form, or no execution starts or ends in time
 */
export async function submitForm(
	session: N8nSession,
	workflow: SavedWorkflow,
	entry: FormEntry,
): Promise<Execution> {
	const { path, labels } = readForm(workflow);
	const known = new Set(await session.executionIds(workflow.id));
	await postForm(`${session.origin}${path}`, labels, entry);
	return await session.waitForExecution(await newExecutionId(session, workflow.id, known));
}
