import { join } from 'node:path';

import { decodeExecution, type Execution } from '../../../launcher/n8nExecution.mts';
import { openDatabase } from './database.mts';

/** Runs a query on the database of an n8n that may be running. */
function query(userFolder: string, statement: string, workflowId: string) {
	const database = openDatabase(join(userFolder, '.n8n', 'database.sqlite'));
	try {
		return database.prepare(statement).all(workflowId);
	} finally {
		database.close();
	}
}

/**
 * Reads the executions that an n8n has stored of a workflow, oldest first, from its database: n8n's own list of them
 * comes in pages and without data.
 *
 * @param userFolder where the n8n keeps its data
 */
export function storedExecutions(userFolder: string, workflowId: string): Execution[] {
	return query(
		userFolder,
		`SELECT execution_entity.id AS id, status, data FROM execution_entity
		 JOIN execution_data ON execution_data.executionId = execution_entity.id
		 WHERE execution_entity.workflowId = ? ORDER BY execution_entity.id`,
		workflowId,
	).map((row) => decodeExecution({ ...row, id: String(row.id) }));
}

/**
 * How many executions of a workflow an n8n has stored that ended well, with all that they did: n8n 1 stores first that
 * one has ended.
 */
export function countSuccesses(userFolder: string, workflowId: string): number {
	return query(
		userFolder,
		`SELECT execution_entity.id FROM execution_entity
		 JOIN execution_data ON execution_data.executionId = execution_entity.id
		 WHERE execution_entity.workflowId = ? AND status = 'success' AND data LIKE '%"lastNodeExecuted"%'`,
		workflowId,
	).length;
}
