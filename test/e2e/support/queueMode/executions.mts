import { parse } from 'flatted';
import { z } from 'zod/v4';

import { decodeExecution } from '../../../../launcher/n8nExecution.mts';
import { POLLING_TRIGGER } from '../triggerWorkflow.mts';
import { EVENT_ID_PATTERN } from './deliveries.mts';
import type { Postgres } from '../services/postgres.mts';

const executionSchema = z.object({
	id: z.number(),
	/** n8n's own word: `new`, `running`, `success`, `error`, `crashed`, … */
	status: z.string(),
	/** The event that started it; null where n8n has not stored it, or not any more. */
	eventId: z.string().nullable(),
});

/** An execution as n8n stores it. */
export type StoredExecution = z.infer<typeof executionSchema>;

/** Whether n8n is not at work on it any more. */
export const hasEnded = ({ status }: Pick<StoredExecution, 'status'>) =>
	!['new', 'running'].includes(status);

/** Reads the executions of a workflow, oldest first, from n8n's database. */
export async function storedExecutions(
	database: Postgres,
	workflowId: string,
): Promise<StoredExecution[]> {
	return await database.query(
		`SELECT id, status, substring(data from :'pattern') AS "eventId" FROM execution_entity
		 JOIN execution_data ON "executionId" = id WHERE execution_entity."workflowId" = :'workflowId' ORDER BY id`,
		executionSchema,
		{ workflowId, pattern: EVENT_ID_PATTERN },
	);
}

const eventSchema = z.object({
	event: z.enum(['lead.created', 'lead.updated']),
	data: z.looseObject({ id: z.string(), updated_at: z.string() }),
});
/** An event of a lead, as the polling trigger puts it out. */
export type PolledEvent = z.infer<typeof eventSchema>;

/** An execution that a poll started, with what it started with. */
export interface PolledExecution {
	readonly id: string;
	readonly status: string;
	readonly events: readonly PolledEvent[];
}

/** What an execution that has run no node yet begins with. */
const beginningSchema = z.looseObject({
	executionData: z.looseObject({
		nodeExecutionStack: z.array(
			z.looseObject({
				data: z.object({ main: z.array(z.array(z.looseObject({ json: z.unknown() }))) }),
			}),
		),
	}),
});

function beginningOf(data: string): unknown[] {
	const { nodeExecutionStack } = beginningSchema.parse(parse(data)).executionData;
	return nodeExecutionStack.flatMap((start) => start.data.main.flat().map(({ json }) => json));
}

/** Reads the executions of a workflow that starts with the CRMLead Pro Polling Trigger, oldest first; without events where n8n has given one up. */
export async function polledExecutions(
	database: Postgres,
	workflowId: string,
): Promise<PolledExecution[]> {
	const rows = await database.query(
		`SELECT id::text, status, data FROM execution_entity JOIN execution_data ON "executionId" = id
		 WHERE execution_entity."workflowId" = :'workflowId' ORDER BY execution_entity.id`,
		z.object({ id: z.string(), status: z.string(), data: z.string() }),
		{ workflowId },
	);
	return rows.map((row) => {
		const output = decodeExecution(row).output[POLLING_TRIGGER]?.map(({ json }) => json);
		const events = z.array(eventSchema).safeParse(output ?? beginningOf(row.data));
		// n8n forgets what an execution that it gives up began with.
		if (!events.success && row.status === 'success') throw events.error;
		return { id: row.id, status: row.status, events: events.data ?? [] };
	});
}
