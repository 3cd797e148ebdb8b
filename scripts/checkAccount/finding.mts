import { UnexpectedReplyError } from '../../nodes/shared/failures.ts';
import { readConnectionFailure } from '../../nodes/shared/http/connectionFailure.ts';
import { isFailure, type ApiReply } from '../../nodes/shared/http/reply.ts';
import { EndOfRequestsError } from './account.mts';
import { describeShape } from './shape.mts';

export type Verdict = 'holds' | 'differs' | 'not reported';

/** What the account says about a reading. */
export interface Outcome {
	readonly verdict: Verdict;
	/** What came, without values. */
	readonly came: string;
}

/** One reading that was compared. */
export interface Finding extends Outcome {
	/** The row of the README's table "What the vendors do not document". */
	readonly subject: string;
	/** What was compared, e.g. "`GET /leads` replies with a list". */
	readonly reading: string;
}

export const holds = (came: string): Outcome => ({ verdict: 'holds', came });
export const differs = (came: string): Outcome => ({ verdict: 'differs', came });
export const notReported = (came: string): Outcome => ({ verdict: 'not reported', came });

/** A reply in a few words, without its values. */
export function describeReply({ status, headers, body, text }: ApiReply): string {
	const [, type] = /^\s*([\w.+-]+\/[\w.+-]+)/.exec(headers['content-type'] ?? '') ?? [];
	const shape = body === undefined && text === '' ? 'no body' : `\`${describeShape(body)}\``;
	return `HTTP ${status}, ${body === undefined && text !== '' ? `no JSON (${type ?? 'no content type'})` : shape}`;
}

/**
 * What a failed comparison says: that nothing is known where no reply came, and a difference where one came that could
 * not be read.
 */
export function outcomeOf(error: unknown): Outcome {
	if (error instanceof EndOfRequestsError) return notReported(error.message);
	if (error instanceof UnexpectedReplyError) return differs(`${error.expected} was expected.`);
	return notReported(`No reply came: ${readConnectionFailure(error).reason}.`);
}

/** A reply that says that something failed, as an outcome; undefined for others. */
export function outcomeOfFailure(reply: ApiReply): Outcome | undefined {
	if (!isFailure(reply)) return undefined;
	return reply.status >= 500 || reply.status === 429 || reply.status === 403
		? notReported(describeReply(reply))
		: differs(describeReply(reply));
}
