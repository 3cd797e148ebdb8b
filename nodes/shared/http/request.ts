import type { IDataObject } from 'n8n-workflow';

/** Query parameters: undefined ones are left out, of a list each value is sent under the same name. */
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** One request of an operation, before credentials. */
export interface ApiRequest {
	readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
	/** Path below the base URL with its segments encoded, e.g. `/leads/lead_01`. */
	readonly path: string;
	readonly query?: Query;
	/** JSON body. */
	readonly body?: IDataObject;
	/**
	 * What may be true after a failure that leaves it open, as a sentence, e.g. "The campaign "Diwali"
	 * may have gone out."
	 */
	readonly mayHaveHappened?: string;
	/** Absolute URL that a paging link gave; used in place of path and query. */
	readonly url?: string;
}
