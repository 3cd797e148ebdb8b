import { keepNewest } from '../../keepNewest';
import type { Way } from './conventions';

/** What was found out about how a list of an account is paged. */
export interface KnownPaging {
	/** The way to ask for its pages. */
	readonly way?: Way;
	/** The query parameters for its tokens, by those that they were taken for at first. */
	readonly tokenParameters?: Readonly<Record<string, string>>;
	/** Whether every other way was tried in vain. */
	readonly isExhausted?: boolean;
	/** Whether it is known where its pages begin. */
	readonly startsAsAsked?: boolean;
}

/** Lists that are remembered at most. */
const MAX_LISTS = 1_000;

const known = new Map<string, KnownPaging>();

/** A list of an account, as far as it matters for how it is paged. */
export interface PagedList {
	readonly account: string;
	readonly path: string;
	/** Undefined where pages cannot be asked for. */
	readonly pageParameter: string | undefined;
}

const keyOf = ({ account, path, pageParameter }: PagedList): string =>
	JSON.stringify([account, path, pageParameter]);

/** What is known of a list since n8n was started. */
export function recallPaging(list: PagedList): KnownPaging {
	return known.get(keyOf(list)) ?? {};
}

/** Adds to what is known of a list, until n8n is stopped. */
export function rememberPaging(list: PagedList, found: KnownPaging): void {
	keepNewest(known, keyOf(list), { ...recallPaging(list), ...found }, MAX_LISTS);
}
