/**
 * The names that public APIs and frameworks use in list replies, beside the records. Letter case and
 * what separates words are ignored in all tables: `next_cursor` also matches `nextCursor` and
 * `Next-Cursor`.
 */

/** A field that names the next page. */
export interface NextField {
	readonly name: string;
	/**
	 * What its value is: a link, a token to send back, a page number, or whichever of these it looks
	 * like.
	 */
	readonly kind: 'link' | 'token' | 'page' | 'any';
	/** Query parameters for a token, the likeliest first; sent in camelCase where the field is in camelCase. */
	readonly parameters?: readonly string[];
	/** Whether the last page has it, too, so that it is no sign of a next page. */
	readonly isPosition?: boolean;
	/** Whether a number under this name means something else, e.g. where this page begins. */
	readonly isNoNumber?: boolean;
}

/** How to request a page from what is known of the previous ones. */
export interface Way {
	readonly parameter: string;
	/** By the page's number, by the number of records before it, or by the ID of the last one before it. */
	readonly by: 'page' | 'offset' | 'lastId';
	/** Number or offset of the first page. */
	readonly first: number;
}

/** Keys that hold a record within an entry of its list. */
export const RECORD_WRAPPERS: readonly string[] = ['node', 'entry', 'resource'];

/** Keys of a resource object of JSON:API or Strapi, whose `attributes` are the record's fields. */
export const RESOURCE_OBJECT_KEYS: readonly string[] = [
	'id',
	'documentId',
	'type',
	'attributes',
	'relationships',
	'links',
	'meta',
];

/** Keys that hold a list, apart from the resource's own name, the likeliest first. */
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

/** Keys of objects around a list, apart from the resource's own name. */
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

/** Keys that hold a single record, apart from `data` and the resource's own name. */
export const RECORD_NAMES: readonly string[] = [
	'result',
	'record',
	'item',
	'response',
	'payload',
	'body',
	'entry',
];

/** Wrappers whose only list is the requested one, whatever its name. */
export const SOLE_LIST_WRAPPERS: readonly string[] = ['_embedded', 'embedded'];

/** Keys of objects beside a list that hold its paging signals. */
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

/** Prefixes of headers that hold paging signals; the names in the other tables follow. */
export const HEADER_PREFIXES: readonly string[] = [
	'x-wp-',
	'x-pagination-',
	'x-paging-',
	'x-ms-',
	'x-',
	'pagination-',
];

/** Headers that need no such prefix. */
export const PLAIN_HEADERS = /^(?:total|next|has-?more|last-?page)-?/;

/** Fields with the number of records on all pages, the most reliable first; `*` is the resource's plural name. */
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

/** Fields with the number of records on either all pages or this one. */
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

/** Fields with the number of pages. */
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

/** Flags that are true where there is a next page. */
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

/** Flags that are false where there is a next page. */
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

/** Flags that are true on the first page, and those that are false on it. */
export const FIRST_FLAGS: readonly string[] = ['first', 'is_first', 'is_first_page', 'first_page'];
export const PREVIOUS_FLAGS: readonly string[] = [
	'has_prev',
	'has_previous',
	'has_prev_page',
	'has_previous_page',
];

/** Fields with this page's own number. */
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

/** Fields with the number of records before this page. */
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

/** Fields that name the next page; the first one with a value counts. */
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

/** Keys of an object under one of these fields: for its link, and for its token, where the key is also the query parameter. */
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

/** Query parameters to try where the server ignored a token under the likeliest ones. */
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

/** Values beside a list that suggest how to request its pages. */
export const SUGGESTED_WAYS: ReadonlyArray<{ name: string; says: string; way: Way }> = [
	{ name: 'object', says: 'list', way: { parameter: 'starting_after', by: 'lastId', first: 0 } },
];

/** Ways to try in turn where the server ignores the usual one. */
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
