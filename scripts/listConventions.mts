import {
	COUNT_NAMES,
	HEADER_PREFIXES,
	LAST_FLAGS,
	LIST_NAMES,
	MORE_FLAGS,
	NEXT_FIELDS,
	OTHER_WAYS,
	PAGE_COUNT_NAMES,
	RECORD_NAMES,
	SIGNAL_CONTAINERS,
	TOTAL_NAMES,
	WRAPPER_NAMES,
} from '../nodes/shared/http/paging/conventions.ts';
import { listNames, renderTable } from './markdownTable.mts';

const nextFields = (kind: (typeof NEXT_FIELDS)[number]['kind']) =>
	listNames(NEXT_FIELDS.filter((field) => field.kind === kind).map(({ name }) => name));

/** How lists may come, and how they may say that they go on, from the tables of the engine. */
export function describeLists(): string {
	return [
		'## Lists',
		'Names are read in any spelling: `next_cursor` is `nextCursor` and `Next-Cursor`, too. `*` is the plural name of the resource, such as `leads`.',
		renderTable(
			['Subject', 'What is understood'],
			[
				['Name of the list', `that of the resource, ${listNames(LIST_NAMES)}`],
				['Objects around it', listNames(WRAPPER_NAMES)],
				['Name of one record', `\`data\`, that of the resource, ${listNames(RECORD_NAMES)}`],
				['Objects beside the list', listNames(SIGNAL_CONTAINERS)],
				['Headers', `the names below, also behind ${listNames(HEADER_PREFIXES)}; \`Link\``],
				['Records in all', listNames(TOTAL_NAMES)],
				['Records in all, or on this page', listNames(COUNT_NAMES)],
				['Pages in all', listNames(PAGE_COUNT_NAMES)],
				['There is more, by `true`', listNames(MORE_FLAGS)],
				['There is more, by `false`', listNames(LAST_FLAGS)],
				['Token of the next page', nextFields('token')],
				['Link to the next page', nextFields('link')],
				['Number of the next page', nextFields('page')],
				['Token, link or number', nextFields('any')],
				[
					'Parameters that are tried where one is ignored',
					listNames(OTHER_WAYS.map(({ parameter }) => parameter)),
				],
			],
		),
	].join('\n\n');
}
