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
import { renderTable } from './markdownTable.mts';

const list = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');

const nextFields = (kind: (typeof NEXT_FIELDS)[number]['kind']) =>
	list(NEXT_FIELDS.filter((field) => field.kind === kind).map(({ name }) => name));

/** How lists may come, and how they may say that they go on, from the tables of the engine. */
export function describeLists(): string {
	return [
		'## Lists',
		'Names are read in any spelling: `next_cursor` is `nextCursor` and `Next-Cursor`, too. `*` is the plural name of the resource, such as `leads`.',
		renderTable(
			['Subject', 'What is understood'],
			[
				['Name of the list', `that of the resource, ${list(LIST_NAMES)}`],
				['Objects around it', list(WRAPPER_NAMES)],
				['Name of one record', `\`data\`, that of the resource, ${list(RECORD_NAMES)}`],
				['Objects beside the list', list(SIGNAL_CONTAINERS)],
				['Headers', `the names below, also behind ${list(HEADER_PREFIXES)}; \`Link\``],
				['Records in all', list(TOTAL_NAMES)],
				['Records in all, or on this page', list(COUNT_NAMES)],
				['Pages in all', list(PAGE_COUNT_NAMES)],
				['There is more, by `true`', list(MORE_FLAGS)],
				['There is more, by `false`', list(LAST_FLAGS)],
				['Token of the next page', nextFields('token')],
				['Link to the next page', nextFields('link')],
				['Number of the next page', nextFields('page')],
				['Token, link or number', nextFields('any')],
				[
					'Parameters that are tried where one is ignored',
					list(OTHER_WAYS.map(({ parameter }) => parameter)),
				],
			],
		),
	].join('\n\n');
}
