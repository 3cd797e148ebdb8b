import type { INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { ParameterError } from '../failures';
import { toPlainText } from '../plainText';

/**
 * Turns an item's failure into n8n's error, with the item's number in message and context. The
 * editor adds `[item N]` only where a message lacks it.
 *
 * @param progress what the run did before it stopped
 * @param itemCount how many items the run had; where it is more than one, the description says which one
 * the number stands for, since n8n counts from 0
 */
export function toItemError(
	node: INode,
	failure: unknown,
	itemIndex: number,
	progress?: string,
	itemCount = 1,
): NodeApiError | NodeOperationError {
	const { message, description } = describe(failure, itemIndex);
	const error =
		failure instanceof NodeApiError || failure instanceof NodeOperationError
			? failure
			: new NodeOperationError(node, failure instanceof Error ? failure : message);
	error.message = message;
	const number = itemCount > 1 ? explainNumber(itemIndex) : undefined;
	error.description = [description, progress, number].filter(Boolean).join('\n') || undefined;
	error.context.itemIndex = itemIndex;
	return error;
}

/** Statuses of failures that last until somebody changes the credential, the plan or the account. */
const FOR_A_PERSON = new Set(['401', '402', '403']);

/**
 * An item's failure as one text for an agent's model, which can correct values but no credential.
 */
export function toAgentText(failure: unknown, itemIndex: number): string {
	const text = toErrorText(failure, itemIndex);
	return failure instanceof NodeApiError && FOR_A_PERSON.has(failure.httpCode ?? '')
		? `${text}\nOnly a person can do this: tell the user, and do not call this tool again until then.`
		: text;
}

/** An item's failure as one text, for Continue On Fail. */
export function toErrorText(failure: unknown, itemIndex: number): string {
	const { message, description } = describe(failure, itemIndex);
	return description ? `${message}\n${description}` : message;
}

const SUFFIXES: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd' };

function explainNumber(itemIndex: number): string {
	const place = itemIndex + 1;
	const rule = new Intl.PluralRules('en', { type: 'ordinal' }).select(place);
	const ordinal = place === 1 ? 'first' : `${place}${SUFFIXES[rule] ?? 'th'}`;
	return `Item ${itemIndex} is the ${ordinal} item: n8n counts from 0.`;
}

function describe(
	failure: unknown,
	itemIndex: number,
): { message: string; description: string | undefined } {
	// The text may quote a value of the item.
	const message = toPlainText(failure instanceof Error ? failure.message : String(failure));
	const description =
		failure instanceof ParameterError ? toPlainText(failure.advice) : readDescription(failure);
	return { message: `${message} [item ${itemIndex}]`, description };
}

/** What n8n's errors explain under their message, those of expressions included. */
function readDescription(failure: unknown): string | undefined {
	const hasDescription = failure instanceof Error && 'description' in failure;
	return hasDescription && typeof failure.description === 'string'
		? failure.description
		: undefined;
}
