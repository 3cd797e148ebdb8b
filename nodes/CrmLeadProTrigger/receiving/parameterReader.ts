import type { INode, IWebhookFunctions } from 'n8n-workflow';

import { readTriggerParameter } from '../../CrmLeadPro/triggerParameter';
import type { Field } from '../../shared/fields';
import { createMemo } from '../../shared/memo';

/**
 * Creates a reader of a parameter for deliveries. Each value is read once, as long as it holds no expression:
 * a workflow that is saved anew with another value has another text.
 *
 * @returns throws a NodeOperationError when the value cannot be used
 */
export function createParameterReader<Value>(
	name: string,
	field: Field<Value>,
): (context: IWebhookFunctions, node: INode) => Value {
	const remember = createMemo<Value>();
	return (context, { parameters }) => {
		const read = (): Value => readTriggerParameter(context, name, field);
		const text = JSON.stringify([parameters[name]]);
		return text.includes('"=') ? read() : remember(text, read);
	};
}
