import { UnexpectedReplyError } from '../../nodes/shared/failures.ts';
import { readConnectionFailure } from '../../nodes/shared/http/connectionFailure.ts';
import { isFailure, type ApiReply } from '../../nodes/shared/http/reply.ts';
import { EndOfRequestsError } from './account.mts';
import { describeShape } from './shape.mts';

/** What docs/readings.md is about, in its order. */
export const SUBJECTS = [
	'Lists',
	'Next page',
	'Query parameters',
	'Bodies of deals, campaigns and webhooks',
	'Recipients of a campaign',
	'Failures',
	'Too many requests',
	'Registering a webhook',
	'Listing and removing webhooks',
	'Signature of an event',
	'Name of an event',
	'What makes an event a repeat',
	'New leads in YSUITE',
	'Updating a contact in YSUITE',
] as const;

/** "Not told" where the account did not say, or was not asked. */
export type Verdict = 'holds' | 'differs' | 'not told';

/** What the account says about a reading. */
export interface Outcome {
	readonly verdict: Verdict;
	/** What came, without values. */
	readonly came: string;
}

/** What can be compared. */
export interface Reading {
	readonly subject: (typeof SUBJECTS)[number];
	/** A sentence that holds or not, e.g. "`GET /leads` replies with a list". */
	readonly reading: string;
}

/** A reading and what the account says about it. */
export interface Finding extends Reading, Outcome {}

/** Findings in the order of {@link SUBJECTS}. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
	const placeOf = ({ subject }: Finding): number => SUBJECTS.indexOf(subject);
	return findings.toSorted((one, other) => placeOf(one) - placeOf(other));
}

export const holds = (came: string): Outcome => ({ verdict: 'holds', came });
export const differs = (came: string): Outcome => ({ verdict: 'differs', came });
export const notTold = (came: string): Outcome => ({ verdict: 'not told', came });

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
	if (error instanceof EndOfRequestsError) return notTold(error.message);
	if (error instanceof UnexpectedReplyError) return differs(`${error.expected} was expected.`);
	return notTold(`No reply came: ${readConnectionFailure(error).reason}.`);
}

/** A reply that says that something failed, as an outcome; undefined for others. */
export function outcomeOfFailure(reply: ApiReply): Outcome | undefined {
	if (!isFailure(reply)) return undefined;
	return reply.status >= 500 || reply.status === 429 || reply.status === 403
		? notTold(describeReply(reply))
		: differs(describeReply(reply));
}
