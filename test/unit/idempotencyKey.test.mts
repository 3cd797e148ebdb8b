import fc from 'fast-check';

import { idempotencyKey } from '../../nodes/shared/http/idempotencyKey.ts';
import type { ApiRequest } from '../../nodes/shared/http/request.ts';

const request: ApiRequest = { method: 'POST', path: '/leads', body: { name: 'Priya Sharma' } };

test('the same item in the same run has the same key', () => {
	const again = structuredClone(request);
	expect(idempotencyKey('231 node 0', 4, again)).toBe(idempotencyKey('231 node 0', 4, request));
});

test.each<[string, string, number, ApiRequest]>([
	['execution', '232 node 0', 4, request],
	['run of the node', '231 node 1', 4, request],
	['item', '231 node 0', 5, request],
	['method', '231 node 0', 4, { ...request, method: 'PATCH' }],
	['path', '231 node 0', 4, { ...request, path: '/deals' }],
	['body', '231 node 0', 4, { ...request, body: { name: 'Priya  Sharma' } }],
	['missing body', '231 node 0', 4, { method: 'POST', path: '/leads' }],
])('another %s has another key', (_, run, itemIndex, other) => {
	expect(idempotencyKey(run, itemIndex, other)).not.toBe(idempotencyKey('231 node 0', 4, request));
});

test('values that look alike when joined have different keys', () => {
	expect(idempotencyKey('231 1', 1, request)).not.toBe(idempotencyKey('231 ', 11, request));
});

test('every key is shaped like a UUID', () => {
	fc.assert(
		fc.property(fc.string(), fc.nat(), fc.webPath(), (run, itemIndex, path) => {
			expect(idempotencyKey(run, itemIndex, { ...request, path })).toMatch(
				/^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/,
			);
		}),
	);
});
