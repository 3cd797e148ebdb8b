import fc from 'fast-check';

import { crmLeadProApi } from '../../nodes/CrmLeadPro/api.ts';
import {
	reportFailedReply,
	reportUnexpectedReply,
	toNodeApiError,
} from '../../nodes/shared/http/apiError.ts';
import type { ApiReply } from '../../nodes/shared/http/reply.ts';
import type { ApiRequest } from '../../nodes/shared/http/request.ts';
import { toReply } from '../../nodes/shared/http/transport.ts';
import { node } from './support/node.mts';

/** As a key in base64 would be: JSON may escape its slash, and URLs encode it. */
const KEY = 'crmlp_live_4Zx8/Q2mTn6+Lp0s==';
const request: ApiRequest = { method: 'POST', path: '/leads', body: { name: 'Priya Sharma' } };

/** A part of the key that a text shortened in the middle of it would still show. */
const PART = 'live_4Zx8';

/** The key as servers write it: as it is, escaped as PHP escapes it, as in a URL. */
const written = [KEY, KEY.replaceAll('/', '\\/'), encodeURIComponent(KEY)];

const texts = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 400 }),
	fc.constantFrom('Bearer ', ' ', '', '<b>', '"', 'x'.repeat(290), 'Invalid key: '),
);
const planted = fc
	.tuple(texts, fc.constantFrom(...written, ''), texts)
	.map((parts) => parts.join(''));
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 4 },
		planted,
		fc.constant(KEY),
		fc.jsonValue(),
		fc.array(tie('value'), { maxLength: 3 }),
		fc.dictionary(
			fc.constantFrom(
				'error',
				'message',
				'detail',
				'errors',
				'details',
				'field',
				'request_id',
				KEY,
			),
			tie('value'),
			{ maxKeys: 4 },
		),
	),
}));
const bodies = fc.oneof(
	value.map((body) => JSON.stringify(body)),
	// As PHP writes JSON.
	value.map((body) => JSON.stringify(body).replaceAll('/', '\\/')),
	planted.map((text) => `<html><title>${text}</title><p>${text}</p></html>`),
	planted,
);
const replies = fc.record({
	statusCode: fc.integer({ min: 100, max: 599 }),
	headers: fc.record({ 'x-request-id': planted, location: planted }, { requiredKeys: [] }),
	body: bodies,
});

/** All that users see of an error. */
function shownOf(
	report: (reply: ApiReply) => ReturnType<typeof reportFailedReply>,
	reply: ApiReply,
) {
	const error = toNodeApiError(node, report(reply), [KEY]);
	return {
		message: error.message,
		all: `${error.message}\n${String(error.description)}\n${JSON.stringify(error)}`,
	};
}

test('whatever a failed reply is, its error has the status, words, and no key', () => {
	fc.assert(
		fc.property(replies, (response) => {
			const reply = toReply(response, [KEY]);
			const refused = shownOf((failed) => reportFailedReply(crmLeadProApi, request, failed), reply);
			expect(refused.message).toMatch(
				/^(?:CRMLead Pro \w+|The (?:network|proxy) .*\bCRMLead Pro\b)/,
			);
			expect(refused.message).toContain(`(HTTP ${response.statusCode})`);
			expect(refused.all).not.toContain(PART);
		}),
		{ numRuns: 5_000 },
	);
});

test('whatever a strange reply is, its error says what was expected, and has no key', () => {
	fc.assert(
		fc.property(replies, (response) => {
			const reply = toReply(response, [KEY]);
			const strange = shownOf(
				(unexpected) => reportUnexpectedReply(crmLeadProApi, request, unexpected, 'a lead'),
				reply,
			);
			expect(strange.message).toContain('should have replied with a lead');
			expect(strange.message).toContain(`(HTTP ${response.statusCode})`);
			expect(strange.all).not.toContain(PART);
		}),
		{ numRuns: 5_000 },
	);
});
