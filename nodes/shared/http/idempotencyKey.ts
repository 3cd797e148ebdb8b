import { createHash } from 'node:crypto';

import type { ApiRequest } from './request';

/**
 * The `Idempotency-Key` of a request: the same for the same item in the same execution, so that a
 * server which honours it carries out a repeated request only once.
 *
 * @param run identifies the execution, the node, and the run of the node
 * @returns a UUID-shaped text
 */
export function idempotencyKey(run: string, itemIndex: number, request: ApiRequest): string {
	const digest = createHash('sha256')
		.update(JSON.stringify([run, itemIndex, request.method, request.path, request.body]))
		.digest('hex');
	return [
		[0, 8],
		[8, 12],
		[12, 16],
		[16, 20],
		[20, 32],
	]
		.map(([start, end]) => digest.slice(start, end))
		.join('-');
}
