/**
 * The names that public APIs and frameworks give to what a list reply says besides its records. All
 * tables are read without regard to letter case and to what stands between words: `next_cursor` is
 * `nextCursor` and `Next-Cursor`, too.
 */

/** A field that names the next page. */
export interface NextField {
	readonly name: string;
	/**
	 * What its value is: a link; a token to send back; a page's number; or whichever of these it
	 * looks like.
	 */
	readonly kind: 'link' | 'token' | 'page' | 'any';
	/** Query parameters for a token, the likeliest first; spelled like the field where that matters. */
	readonly parameters?: readonly string[];
	/** Whether the last page has it, too, so that it does not say that there is more. */
	readonly isPosition?: boolean;
	/** Whether a number under this name is something else, e.g. where this page begins. */
	readonly isNoNumber?: boolean;
}

/** How a page is asked for by what is known of the pages before. */
export interface Way {
	readonly parameter: string;
	/** By the page's number, by the records before it, or by the ID of the last of them. */
	readonly by: 'page' | 'offset' | 'lastId';
	/** What the first page is called. */
	readonly first: number;
}

/** A record as it is written within its list: which key holds it. */
export const RECORD_WRAPPERS: readonly string[] = ['node', 'entry', 'resource'];

/** What a resource object of JSON:API or Strapi consists of; its fields are its `attributes`. */
export const RESOURCE_OBJECT_KEYS: readonly string[] = [
	'id',
	'documentId',
	'type',
	'attributes',
	'relationships',
	'links',
	'meta',
];

/** Keys under which a list comes besides the resource's own name, the likeliest first. */
export const LIST_NAMES: readonly string[] = [
	'data',
	'items',
	'results',
	'result',
	'records',
	'rows',
	'docs',
	'documents',
	'content',
	'contents',
	'value',
	'values',
	'list',
	'entries',
	'edges',
	'nodes',
	'elements',
	'objects',
	'resources',
	'members',
	'hydra:member',
	'member',
	'collection',
	'hits',
	'entities',
	'response',
	'payload',
	'output',
	'body',
];

/** Keys of objects around a list, besides the resource's own name. */
export const WRAPPER_NAMES: readonly string[] = [
	'data',
	'result',
	'results',
	'response',
	'payload',
	'body',
	'list',
	'd',
	'_embedded',
	'embedded',
];

/** Keys under which one record comes besides `data` and the resource's own name. */
export const RECORD_NAMES: readonly string[] = [
	'result',
	'record',
	'item',
	'response',
	'payload',
	'body',
	'entry',
];

/** Wrappers whose only list is the one that was asked for, whatever it is called. */
export const SOLE_LIST_WRAPPERS: readonly string[] = ['_embedded', 'embedded'];

/** Keys of objects beside a list in which it is said how the list goes on. */
export const SIGNAL_CONTAINERS: readonly string[] = [
	'meta',
	'metadata',
	'pagination',
	'paging',
	'paginator',
	'pager',
	'page',
	'pages',
	'page_info',
	'page_data',
	'page_meta',
	'paging_info',
	'pagination_info',
	'pagination_meta',
	'info',
	'list_info',
	'result_info',
	'cursor',
	'cursors',
	'links',
	'additional_data',
	'response_metadata',
	'search_metadata',
	'navigation',
	'hydra:view',
	'view',
];

/** Beginnings of headers that say how a list goes on, before the names in the other tables. */
export const HEADER_PREFIXES: readonly string[] = [
	'x-wp-',
	'x-pagination-',
	'x-paging-',
	'x-ms-',
	'x-',
	'pagination-',
];

/** Headers that need no such beginning. */
export const PLAIN_HEADERS = /^(?:total|next|has-?more|last-?page)-?/;

/** Fields for the number of records on all pages, the surest first; `*` is the resource's plural name. */
export const TOTAL_NAMES: readonly string[] = [
	'records_filtered',
	'total',
	'total_records',
	'total_count',
	'total_items',
	'total_elements',
	'total_docs',
	'total_documents',
	'total_results',
	'total_rows',
	'total_entries',
	'total_hits',
	'total_objects',
	'total_size',
	'total_number',
	'total_*',
	'*_total',
	'grand_total',
	'full_count',
	'count_total',
	'records_total',
	'result_total',
	'num_found',
	'nb_hits',
	'odata.count',
	'hydra:totalItems',
	'__count',
];

/** Fields for the same, or for the number of records on this page. */
export const COUNT_NAMES: readonly string[] = [
	'count',
	'result_count',
	'results_count',
	'record_count',
	'item_count',
	'items_count',
	'row_count',
	'num_results',
	'num_items',
	'found',
	'results',
	'records',
	'*_count',
	'num_*',
];

/** Fields for the number of pages. */
export const PAGE_COUNT_NAMES: readonly string[] = [
	'total_pages',
	'last_page',
	'page_count',
	'pages',
	'num_pages',
	'nb_pages',
	'pages_count',
	'pages_total',
	'total_page',
	'page_total',
	'max_page',
	'number_of_pages',
	'last_page_number',
];

/** Flags that say by `true` that there is more. */
export const MORE_FLAGS: readonly string[] = [
	'has_more',
	'has_next',
	'has_next_page',
	'more',
	'more_records',
	'more_results',
	'more_items',
	'more_available',
	'more_pages',
	'more_items_in_collection',
	'has_more_items',
	'has_more_records',
	'has_more_results',
	'has_more_pages',
	'has_more_rows',
	'has_more_data',
	'has_additional',
	'is_truncated',
	'truncated',
	'load_more',
];

/** Flags that say by `false` that there is more. */
export const LAST_FLAGS: readonly string[] = [
	'last',
	'is_last',
	'last_page',
	'is_last_page',
	'is_final',
	'is_final_page',
	'is_end',
	'end_of_list',
	'end_of_results',
	'end_of_records',
	'no_more',
	'done',
	'is_done',
	'finished',
	'exhausted',
	'eof',
];

/** Flags that say whether this is the first page: by `true`, and those that say so by `false`. */
export const FIRST_FLAGS: readonly string[] = ['first', 'is_first', 'is_first_page', 'first_page'];
export const PREVIOUS_FLAGS: readonly string[] = [
	'has_prev',
	'has_previous',
	'has_prev_page',
	'has_previous_page',
];

/** Fields for this page's own number. */
export const PAGE_NAMES: readonly string[] = [
	'page',
	'current_page',
	'page_number',
	'page_no',
	'page_num',
	'page_index',
	'current_page_number',
	'cur_page',
	'number',
	'current',
];

/** Fields for the number of records before this page. */
export const OFFSET_NAMES: readonly string[] = [
	'offset',
	'skip',
	'start',
	'start_at',
	'start_index',
	'from',
	'first_result',
	'start_position',
];

/** Fields that name the next page, the first of which with a value counts. */
export const NEXT_FIELDS: readonly NextField[] = [
	{ name: 'next_cursor', kind: 'token', parameters: ['cursor', 'start_cursor', 'next_cursor'] },
	{ name: 'next_page_token', kind: 'token', parameters: ['page_token', 'next_page_token'] },
	{ name: 'next_page_cursor', kind: 'token', parameters: ['page_cursor', 'cursor'] },
	{ name: 'next_page_key', kind: 'token', parameters: ['page_key', 'next_page_key'] },
	{ name: 'next_page_id', kind: 'token', parameters: ['page_id', 'page'] },
	{ name: 'next_token', kind: 'token', parameters: ['next_token', 'token', 'pagination_token'] },
	{
		name: 'next_continuation_token',
		kind: 'token',
		parameters: ['continuation_token', 'next_continuation_token'],
	},
	{ name: 'continuation_token', kind: 'token', parameters: ['continuation_token'] },
	{ name: 'pagination_token', kind: 'token', parameters: ['pagination_token'] },
	{ name: 'continuation', kind: 'token', parameters: ['continuation', 'continuation_token'] },
	{ name: 'continue', kind: 'token', parameters: ['continue'] },
	{ name: 'next_marker', kind: 'token', parameters: ['marker', 'next_marker'] },
	{ name: 'next_key', kind: 'token', parameters: ['key', 'next_key', 'start_key'] },
	{ name: 'next_id', kind: 'token', parameters: ['next_id', 'after_id', 'start_id', 'from_id'] },
	{ name: 'next_batch', kind: 'token', parameters: ['batch', 'next_batch'] },
	{ name: 'next_after', kind: 'token', parameters: ['after'] },
	{ name: 'next_starting_after', kind: 'token', parameters: ['starting_after'] },
	{ name: 'next_offset', kind: 'token', parameters: ['offset'] },
	{ name: 'next_start', kind: 'token', parameters: ['start'] },
	{ name: 'next_start_at', kind: 'token', parameters: ['start_at'] },
	{ name: 'next_start_index', kind: 'token', parameters: ['start_index'] },
	{ name: 'next_skip', kind: 'token', parameters: ['skip'] },
	{ name: 'next_from', kind: 'token', parameters: ['from'] },
	{ name: 'next_index', kind: 'token', parameters: ['index', 'start_index'] },
	{ name: 'after_cursor', kind: 'token', parameters: ['after', 'after_cursor', 'page[after]'] },
	{ name: 'next_page_number', kind: 'page' },
	{ name: 'next_page_num', kind: 'page' },
	{ name: 'next_page_no', kind: 'page' },
	{ name: 'next_page_index', kind: 'page' },
	{ name: 'next_page_url', kind: 'link' },
	{ name: 'next_page_uri', kind: 'link' },
	{ name: 'next_page_link', kind: 'link' },
	{ name: 'next_page_path', kind: 'link' },
	{ name: 'next_url', kind: 'link' },
	{ name: 'next_uri', kind: 'link' },
	{ name: 'next_link', kind: 'link' },
	{ name: 'next_href', kind: 'link' },
	{ name: 'next_path', kind: 'link' },
	{ name: 'next_records_url', kind: 'link' },
	{ name: '@odata.nextLink', kind: 'link' },
	{ name: '__next', kind: 'link' },
	{ name: 'hydra:next', kind: 'link' },
	{ name: 'next_page', kind: 'any' },
	{ name: 'next', kind: 'any' },
	{ name: 'offset', kind: 'token', parameters: ['offset'], isNoNumber: true },
	{ name: 'page_token', kind: 'token', parameters: ['page_token'], isPosition: true },
	{ name: 'end_cursor', kind: 'token', parameters: ['after', 'cursor'], isPosition: true },
	{ name: 'after', kind: 'token', parameters: ['after'], isPosition: true },
	{ name: 'cursor', kind: 'token', parameters: ['cursor'], isPosition: true },
	{ name: 'marker', kind: 'token', parameters: ['marker'], isPosition: true },
	{ name: 'bookmark', kind: 'token', parameters: ['bookmark'], isPosition: true },
	{
		name: 'last_id',
		kind: 'token',
		parameters: ['after_id', 'after', 'starting_after', 'last_id'],
		isPosition: true,
	},
	{ name: 'last_key', kind: 'token', parameters: ['last_key', 'start_key'], isPosition: true },
];

/** Keys of an object under one of these fields that hold its link, or its token and name the parameter. */
export const LINK_KEYS: readonly string[] = ['href', 'url', 'uri', 'link', '@id', 'path'];
export const TOKEN_KEYS: readonly string[] = [
	'cursor',
	'after',
	'starting_after',
	'page_token',
	'token',
	'offset',
	'start',
	'skip',
];

/** Parameters for a token that the server ignored under its own. */
export const TOKEN_PARAMETERS: readonly string[] = [
	'cursor',
	'page_token',
	'pageToken',
	'after',
	'next',
	'token',
	'page',
	'starting_after',
];

/** Values beside a list that suggest a way to ask for its pages. */
export const SUGGESTED_WAYS: ReadonlyArray<{ name: string; says: string; way: Way }> = [
	{ name: 'object', says: 'list', way: { parameter: 'starting_after', by: 'lastId', first: 0 } },
];

/** Ways that are tried in turn where a server ignores the one that was taken. */
export const OTHER_WAYS: readonly Way[] = [
	{ parameter: 'page', by: 'page', first: 1 },
	{ parameter: 'offset', by: 'offset', first: 0 },
	{ parameter: 'skip', by: 'offset', first: 0 },
	{ parameter: 'start', by: 'offset', first: 0 },
	{ parameter: 'page[number]', by: 'page', first: 1 },
	{ parameter: 'pagination[page]', by: 'page', first: 1 },
	{ parameter: 'page_number', by: 'page', first: 1 },
	{ parameter: 'pageNumber', by: 'page', first: 1 },
	{ parameter: '_page', by: 'page', first: 1 },
	{ parameter: 'p', by: 'page', first: 1 },
	{ parameter: 'pageIndex', by: 'page', first: 0 },
	{ parameter: '$skip', by: 'offset', first: 0 },
	{ parameter: 'starting_after', by: 'lastId', first: 0 },
	{ parameter: 'after', by: 'lastId', first: 0 },
	{ parameter: 'cursor', by: 'lastId', first: 0 },
	{ parameter: 'last_id', by: 'lastId', first: 0 },
	{ parameter: 'since_id', by: 'lastId', first: 0 },
];
