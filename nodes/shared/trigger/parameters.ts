import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { ParameterError } from '../failures';
import type { Field } from '../fields';

/**
 * Reads a parameter of a trigger, which has no items.
 *
 * @param context the node's context
 * @param name the parameter's name
 * @param field how it is read
 * @throws {NodeOperationError} when the value cannot be used
 */
export function readTriggerParameter<Value>(
	context: IHookFunctions | IWebhookFunctions,
	name: string,
	{ property, read }: Field<Value>,
): Value {
	const { displayName: label } = property;
	try {
		return read(context.getNodeParameter(name, property.default), {
			label,
			timezone: context.getTimezone(),
		});
	} catch (error) {
		throw error instanceof ParameterError
			? new NodeOperationError(context.getNode(), error.message, { description: error.advice })
			: error;
	}
}
