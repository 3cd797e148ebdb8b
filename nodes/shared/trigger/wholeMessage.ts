import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { toSentence } from '../sentence';

/**
 * Moves a failure's description into its message. When a workflow cannot be activated, n8n up to 2.8
 * shows only the description of a NodeApiError (`workflow.service.ts`), and 2.41 only the message (the
 * publication status).
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
