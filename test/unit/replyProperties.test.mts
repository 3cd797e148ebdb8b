import fc from 'fast-check';

import { readChange, readData } from '../../nodes/YSuite/reply.ts';
import { UnexpectedReplyError } from '../../nodes/shared/failures.ts';
import type { ApiReply } from '../../nodes/shared/http/reply.ts';
import { readDeletion, readList, readRecord, readReport } from '../../nodes/shared/http/reply.ts';
import { toReply } from '../../nodes/shared/http/transport.ts';

/** Every kind of result, and what its error says was expected. */
const readers: Array<[kind: string, expected: string, read: (reply: ApiReply) => unknown]> = [
	['list', 'a list of leads', (reply) => readList(reply, 'leads')],
	['record', 'a lead', (reply) => readRecord(reply, 'lead')],
	['report', 'a funnel', (reply) => readReport(reply, 'funnel', ['analytics', 'funnel'])],
	['deletion', 'a confirmation', readDeletion],
	['record of YSUITE', 'a lead', (reply) => readData(reply, 'lead')],
	['change at YSUITE', 'a lead', (reply) => readChange(reply, 'lead')],
];

const envelopes = ['data', 'items', 'results', 'lead', 'leads', 'funnel', 'analytics'];
const names = ['id', 'error', 'ok', 'deleted', 'success', '__proto__', 'constructor', 'length'];
/** JSON under the names that are looked at, so that shapes nearly right are frequent. */
const { body: nearlyRight } = fc.letrec<{ body: unknown }>((tie) => ({
	body: fc.oneof(
		{ maxDepth: 5 },
		fc.jsonValue(),
		fc.array(tie('body'), { maxLength: 3 }),
		fc.dictionary(fc.constantFrom(...envelopes, ...names), tie('body'), { maxKeys: 3 }),
	),
}));
const bodies = fc.oneof(
	nearlyRight.map((body) => JSON.stringify(body)),
	fc.tuple(nearlyRight, fc.nat()).map(([body, end]) => JSON.stringify(body).slice(0, end % 60)),
	fc.string({ unit: 'binary' }).map((text) => `<html><body>${text}</body></html>`),
	fc.string({ unit: 'binary' }),
);

function replyWith(body: string): ApiReply {
	return toReply({ statusCode: 200, headers: {}, body }, []);
}

test.each(readers)(
	'whatever the reply is, it gives a %s, or an error that names %s',
	(_kind, expected, read) => {
		fc.assert(
			fc.property(bodies, (body) => {
				let result: unknown;
				try {
					result = read(replyWith(body));
				} catch (error) {
					expect(error).toBeInstanceOf(UnexpectedReplyError);
					expect(error).toHaveProperty('message', `Expected ${expected}`);
					return;
				}
				for (const record of Array.isArray(result) ? result : [result]) {
					expect(Object.prototype.toString.call(record)).toBe('[object Object]');
				}
			}),
			{ numRuns: 3_000 },
		);
	},
);

test('a list is empty only where the reply holds an empty array', () => {
	fc.assert(
		fc.property(bodies, (body) => {
			let records: unknown[] = [{}];
			try {
				records = readList(replyWith(body), 'leads');
			} catch {
				return;
			}
			expect(records.length > 0 || body.includes('[]')).toBe(true);
		}),
		{ numRuns: 3_000 },
	);
});
