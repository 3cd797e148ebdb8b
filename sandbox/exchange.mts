import type { FastifyRequest } from 'fastify';
import type { ApiError } from './apiError.mts';
import type { Fault } from './faults.mts';
import type { JournalEntry } from './journal.mts';
import type { Workspace } from './workspace.mts';

/** The name under which a request carries its exchange. */
export const exchangeDecorator = 'exchange';

/** One request to an API and what became of it. */
export interface Exchange<Kind extends Workspace = Workspace> {
	/** Undefined when the credentials belong to none. */
	readonly workspace: Kind | undefined;
	readonly entry: JournalEntry;
	fault: Fault | null;
	/** Why the body cannot be read; told only to those who may ask. */
	bodyProblem: ApiError | null;
	/** Whether the request got as far as the API's own code. */
	handled: boolean;
	/** Why the API refused the request. */
	refusal: ApiError | null;
}

/** The exchange of a request to an API. */
export function exchangeOf(request: FastifyRequest): Exchange {
	return request.getDecorator<Exchange>(exchangeDecorator);
}
