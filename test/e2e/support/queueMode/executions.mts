import { z } from 'zod/v4';

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
export const hasEnded = ({ status }: StoredExecution) => !['new', 'running'].includes(status);

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
