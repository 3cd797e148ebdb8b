import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { toSentence } from '../sentence';

/**
 * Lets a failure say all it has to say in its message. When a workflow cannot be activated, n8n 2
 * keeps the message alone, and n8n 1, for a NodeApiError, the description alone
 * (`workflow.service.ts` and `active-workflow-manager.ts` of both).
 *
 * @param work what n8n awaits while it activates a workflow
 * @throws {NodeApiError | NodeOperationError} the same errors, without a description
 */
export async function sayAllInMessage<Result>(work: Promise<Result>): Promise<Result> {
	try {
		return await work;
	} catch (error) {
		if (error instanceof NodeApiError || error instanceof NodeOperationError) {
			const lines = [error.message, ...(error.description ?? '').split('\n')];
			error.message = lines
				.filter((line) => line !== '')
				.map(toSentence)
				.join(' ');
			error.description = undefined;
		}
		throw error;
	}
}
