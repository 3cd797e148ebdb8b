import { z } from 'zod/v4';
import { rateLimitSchema, type RateLimit } from './rateLimit.mts';

const requestIdSchema = z.enum(['header', 'body', 'none']);
const idempotencySchema = z.enum(['ignore', 'honour']);

/** The switches that every API has, since what they change is not an API's own. */
export interface CommonSwitches {
	requestId: z.infer<typeof requestIdSchema>;
	rateLimit: RateLimit | null;
	idempotency: z.infer<typeof idempotencySchema>;
	pageSizeMax: number;
}

/** The schemas of the common switches, with an API's own defaults. */
export function commonSwitches(defaults: Pick<CommonSwitches, 'requestId' | 'rateLimit'>) {
	return {
		requestId: requestIdSchema
			.default(defaults.requestId)
			.describe('Where the request id is told: `x-request-id`, or `request_id` in error bodies'),
		rateLimit: rateLimitSchema
			.nullable()
			.default(defaults.rateLimit)
			.describe('The limit of the key, null for none; the default is what is documented'),
		idempotency: idempotencySchema
			.default('ignore')
			.describe(
				'`honour` replays the first reply to a POST with the same Idempotency-Key and path',
			),
		pageSizeMax: z
			.int()
			.min(1)
			.default(100)
			.describe('Larger pages are not given; 100 is what YSUITE documents'),
	};
}
