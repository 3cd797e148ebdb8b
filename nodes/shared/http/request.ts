import type { IDataObject } from 'n8n-workflow';

/** Query parameters: undefined ones are omitted, a list is sent as a repeated parameter. */
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** One request of an operation, without credentials. */
export interface ApiRequest {
	readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
	/** Path below the base URL, its segments encoded, e.g. `/leads/lead_01`. */
	readonly path: string;
	readonly query?: Query;
	/** JSON body. */
	readonly body?: IDataObject;
	/**
	 * What may have happened where the outcome is unknown, as a sentence, e.g. "The campaign "Diwali" may
	 * have gone out."
	 */
	readonly mayHaveHappened?: string;
	/** Absolute URL from a paging link, used in place of path and query. */
	readonly url?: string;
}
