import type { IExecuteFunctions } from 'n8n-workflow';

import { isBlank, trimText } from '../fields';

/**
 * Whether an agent calls the node as its tool. n8n would hand a thrown error to the model as an empty
 * message.
 */
export function isAgentCall(context: IExecuteFunctions): boolean {
	return context.isToolExecution?.() === true || context.getNode().type.endsWith('Tool');
}

/**
 * Identifies an agent's call by the agent's item and the arguments: a model that repeats a call with the
 * same arguments means the same call.
 *
 * @returns undefined where this is no agent's call, or n8n's agent is too old to number its calls
 */
export function toAgentCallKey(context: IExecuteFunctions): string | undefined {
	const { toolCallId, ...call } = context.getInputData()[0]?.json ?? {};
	if (!isAgentCall(context) || toolCallId === undefined) return undefined;
	// Models give arguments in any order, and sometimes omit those that they leave empty at other times.
	const given = Object.entries(call).filter(([, value]) => !isBlank(tidyAgentValue(value)));
	return JSON.stringify(given.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What models write where they know no value: n8n asks them for a text in every field. */
const NO_VALUE = /^(null|undefined)$/;
/** How deep values are tidied: parameters are not nested further. */
const MAX_DEPTH = 20;

/**
 * Cleans a parameter from an agent's model: trims texts, and treats the texts "null" and "undefined" as
 * not filled in.
 */
export function tidyAgentValue(raw: unknown): unknown {
	return tidy(raw, 0);
}

function tidy(raw: unknown, depth: number): unknown {
	if (typeof raw === 'string') {
		const trimmed = trimText(raw);
		return NO_VALUE.test(trimmed) ? undefined : trimmed;
	}
	if (depth > MAX_DEPTH) return raw;
	if (Array.isArray(raw)) return raw.map((value) => tidy(value, depth + 1));
	if (!isPlainObject(raw)) return raw;
	return Object.fromEntries(
		Object.entries(raw).map(([key, value]): [string, unknown] => [key, tidy(value, depth + 1)]),
	);
}

/** Whether it is an object as JSON has it, of whatever realm, rather than a date. */
function isPlainObject(raw: unknown): raw is object {
	if (typeof raw !== 'object' || raw === null) return false;
	const prototype: unknown = Object.getPrototypeOf(raw);
	return prototype === null || Object.getPrototypeOf(prototype) === null;
}
