import type { INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { ParameterError } from './failures';
import { toPlainText } from './plainText';

/**
 * Reads a value that belongs to the node or its credential, and to no single item.
 *
 * @throws {NodeOperationError} when the value cannot be used
 */
export function readForNode<Value>(context: { getNode: () => INode }, read: () => Value): Value {
	try {
		return read();
	} catch (error) {
		throw error instanceof ParameterError
			? new NodeOperationError(context.getNode(), toPlainText(error.message), {
					description: toPlainText(error.advice),
				})
			: error;
	}
}
