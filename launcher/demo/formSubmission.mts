import { z } from 'zod/v4';
import type { N8nSession, SavedWorkflow } from '../n8nSession.mts';
import type { FormEntry } from './formLeads.mts';

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

/**
 * Submits an entry to the production form of an active workflow.
 *
 * @throws Error when n8n refuses the form
 */
export async function submitForm(
	session: N8nSession,
	workflow: SavedWorkflow,
	entry: FormEntry,
): Promise<void> {
	const { path, labels } = readForm(workflow);
	await postForm(`${session.origin}${path}`, labels, entry);
}
