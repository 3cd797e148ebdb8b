import type { IHookFunctions, IPollFunctions, IWebhookFunctions } from 'n8n-workflow';

import type { Field } from '../shared/fields';
import { readForNode } from '../shared/readForNode';

/**
 * Reads a parameter of a trigger, which has no items.
 *
 * @throws {NodeOperationError} when the value cannot be used
 */
export function readTriggerParameter<Value>(
	context: IHookFunctions | IWebhookFunctions | IPollFunctions,
	name: string,
	{ property, read }: Field<Value>,
): Value {
	const { displayName: label } = property;
	return readForNode(context, () =>
		read(context.getNodeParameter(name, property.default), {
			label,
			timezone: context.getTimezone(),
		}),
	);
}
