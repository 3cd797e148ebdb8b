import { keepNewest } from '../../keepNewest';
import type { Way } from './conventions';

/** What this process found out about how a list of an account is paged. */
export interface KnownPaging {
	/** The way of requesting its pages that works. */
	readonly way?: Way;
	/** The query parameter that works for a token, by the likeliest one, which did not. */
	readonly tokenParameters?: Readonly<Record<string, string>>;
	/** Whether all other ways were tried without success. */
	readonly isExhausted?: boolean;
	/** Whether the first page is known to be the one that was requested as such. */
	readonly startsAsAsked?: boolean;
}

/** Most lists that are remembered. */
const MAX_LISTS = 1_000;

const known = new Map<string, KnownPaging>();

/** Identifies a list of an account. */
export interface PagedList {
	readonly account: string;
	readonly path: string;
	/** Undefined where pages cannot be requested. */
	readonly pageParameter: string | undefined;
}

const keyOf = ({ account, path, pageParameter }: PagedList): string =>
	JSON.stringify([account, path, pageParameter]);

/** What is known of a list since n8n started. */
export function recallPaging(list: PagedList): KnownPaging {
	return known.get(keyOf(list)) ?? {};
}

/** Adds to what is known of a list, until n8n stops. */
export function rememberPaging(list: PagedList, found: KnownPaging): void {
	keepNewest(known, keyOf(list), { ...recallPaging(list), ...found }, MAX_LISTS);
}
