import type { Switches } from './switches.mts';

/** Which page of a list is wanted. */
export interface WantedPage {
	/** From 0. */
	pageIndex: number;
	/** Entries a page; more than the switch `pageSizeMax` are not given. */
	pageSize: number;
}

/** The `data` of a list's reply. */
export function cutPage<Entry extends Record<string, unknown>>(
	list: readonly Entry[],
	{ pageIndex, pageSize }: WantedPage,
	shownFields: readonly (keyof Entry)[],
	{ pageSizeMax, totals }: Switches,
): Record<string, unknown> {
	const size = Math.min(pageSize, pageSizeMax);
	const rows = list.slice(pageIndex * size, (pageIndex + 1) * size);
	const current_page = pageIndex + 1;
	const data = rows.map((row) =>
		Object.fromEntries(shownFields.map((field) => [field, row[field]])),
	);
	switch (totals) {
		case 'documented':
			return {
				data,
				current_page,
				total_records: list.length,
				total_pages: Math.ceil(list.length / size),
			};
		case 'none':
			return { data, current_page };
		case 'wrong':
			return {
				data,
				current_page,
				total_records: pageIndex * size + rows.length,
				total_pages: current_page,
			};
		default:
			return { data, current_page, ...totals };
	}
}
