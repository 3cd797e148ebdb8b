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
	return await work.catch((error: unknown) => {
		if (error instanceof NodeApiError || error instanceof NodeOperationError) {
			const lines = [error.message, ...(error.description ?? '').split('\n')];
			const sentences = lines.filter((line) => line !== '').map(toSentence);
			error.message = sentences.join(' ');
			error.description = undefined;
		}
		throw error;
	});
}
