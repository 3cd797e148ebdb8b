import type { IDataObject } from 'n8n-workflow';

import { UnexpectedReplyError } from '../shared/failures';
import type { ApiReply } from '../shared/http';
import { isJsonObject, valueAt } from '../shared/json';

/**
 * Finds the record in YSUITE's envelope `{success, message, data}`.
 *
 * @param singular the record's type, for the message, e.g. `lead`
 * @throws {UnexpectedReplyError} when there is no object under `data`, or an empty one
 */
export function readData(reply: ApiReply, singular: string): IDataObject {
	const data = valueAt(reply.body, ['data']);
	if (!isJsonObject(data) || Object.keys(data).length === 0) {
		throw new UnexpectedReplyError(`a ${singular}`);
	}
	return data;
}

/**
 * Reads the reply to a change, whose `data` is not documented.
 *
 * @param singular what was changed, for the message, e.g. `contact`
 * @returns the record, or what the server says where it sends none
 * @throws {UnexpectedReplyError} when the reply is not YSUITE's
 */
export function readChange({ body }: ApiReply, singular: string): IDataObject {
	const data = valueAt(body, ['data']);
	if (isJsonObject(data) && Object.keys(data).length > 0) return data;
	if (!isJsonObject(body) || body.success !== true) throw new UnexpectedReplyError(`a ${singular}`);
	return body;
}
