import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import type { Fields } from '../fields';
import {
	choice,
	collection,
	number,
	queryFields,
	queryRows,
	shownWhere,
	sideBySide,
	text,
	toggle,
} from '../fields';
import type { Operation, OperationTexts, RunScope } from './operation';
import { defineSteps } from './operation';
import type { Collected, ListRequest, Paging } from '../http';
import { collectBounded, findBounds, sinceCollection } from './sinceFilters';
import type { SinceFilter } from './sinceFilters';

/** What a product's lists have in common. */
export interface ListStyle {
	readonly paging: Paging;
	/** Query parameters for sorting. */
	readonly sortByParameter: string;
	readonly sortOrderParameter: string;
	/** Field that Sort By starts with; every sortable list has it. */
	readonly defaultSort: string;
	/** Whether users may change the page size and the names of the paging parameters, where the vendor documents neither. */
	readonly namesAreOptions: boolean;
}

interface ListDefinition extends Omit<OperationTexts, 'value' | 'name'> {
	/** Path below the base URL, e.g. `/leads`. */
	path: string;
	/** The resource's plural name, e.g. `leads`. */
	plural: string;
	/** What to filter by; none if left out. */
	filters?: Fields;
	/** Fields to sort by, under the API's names; not sortable if left out. */
	sortBy?: readonly INodePropertyOptions[];
	/** Fields that Simplify keeps, the most useful first, at most 10; no Simplify if left out. */
	simplifiedFields?: readonly string[];
	/** Filters by time that are applied to the records instead of sent; none if left out. */
	sinceFilters?: readonly SinceFilter[];
	/** Further entries of the Options collection. */
	options?: Fields;
	/** Turns a record into output items, where that is not one to one. */
	split?: (record: IDataObject, options: Readonly<Record<string, unknown>>) => IDataObject[];
}

const DEFAULT_LIMIT = 50;

const FILTERS_TEXTS = { displayName: 'Filters', placeholder: 'Add filter' };

const returnAll = toggle({
	displayName: 'Return All',
	description: 'Whether to return all results or only up to a given limit',
});

const limit = shownWhere(
	{ returnAll: [false] },
	number({
		displayName: 'Limit',
		description: 'Max number of results to return',
		default: DEFAULT_LIMIT,
		minValue: 1,
		integer: true,
	}),
);

const extraQuery = queryRows({
	displayName: 'Query Parameters',
	description: 'Further query parameters for the API, e.g. a filter that has no field here',
	placeholder: 'Add parameter',
});

/** The two for names are called so that they come last in the form, which sorts by label. */
const pagingOptions = (paging: Paging) => ({
	pageSize: number({
		displayName: 'Page Size',
		description:
			'How many results to ask for with one request. CRMs may send fewer, which costs only more requests.',
		default: paging.pageSize,
		minValue: 1,
		integer: true,
	}),
	pageParameter: text({
		displayName: 'URL Parameter for Page Number',
		description: 'Name under which the page number is sent, where it is not the usual one',
		default: paging.pageParameter,
	}),
	limitParameter: text({
		displayName: 'URL Parameter for Page Size',
		description: 'Name under which the page size is sent, where it is not the usual one',
		default: paging.limitParameter,
	}),
});

/** The parameter that shortens records to their most useful fields. */
export const simplify = toggle({
	displayName: 'Simplify',
	description: 'Whether to return a simplified version of the response instead of the raw data',
});

/**
 * Keeps a record's most useful fields.
 *
 * @param record the whole record
 * @param names the fields to keep, in their order
 */
export function pick(record: IDataObject, names: readonly string[]): IDataObject {
	return Object.fromEntries(
		names.filter((name) => Object.hasOwn(record, name)).map((name) => [name, record[name]]),
	);
}

const sortField = (sortBy: readonly INodePropertyOptions[], defaultSort: string) =>
	collection(
		{ displayName: 'Sort', placeholder: 'Add sorting' },
		{
			sortBy: choice({
				displayName: 'Sort By',
				description: 'Field to sort by',
				options: sortBy.map((option) => ({ ...option, value: String(option.value) })),
				default: defaultSort,
			}),
			sortOrder: choice({
				displayName: 'Sort Order',
				description: 'Direction of the sorting',
				options: [
					{ name: 'Ascending', value: 'asc' },
					{ name: 'Descending', value: 'desc' },
				],
				default: 'desc',
			}),
		},
	);

/**
 * Defines a Get Many operation: Return All or a limit, filters, sorting, Simplify, paging.
 *
 * @param style what the product's lists have in common
 * @param definition what is this list's own
 */
export function defineList(style: ListStyle, definition: ListDefinition): Operation {
	const { action, description, path, plural, simplifiedFields = [], split } = definition;
	const { sinceFilters = [] } = definition;
	const filters = sideBySide(
		FILTERS_TEXTS,
		queryFields(FILTERS_TEXTS, definition.filters ?? {}),
		sinceCollection(FILTERS_TEXTS, sinceFilters),
	);
	const sort = sortField(definition.sortBy ?? [], style.defaultSort);
	return defineSteps({
		value: 'getAll',
		name: 'Get Many',
		action,
		description,
		concurrency: 1,
		isConcurrencyFixed: true,
		parameters: { returnAll, limit, simplify, filters, sort },
		leftOut: partsLeftOut(definition),
		options: {
			queryParameters: extraQuery,
			...(style.namesAreOptions ? pagingOptions(style.paging) : {}),
		},
		ownOptions: definition.options,
		plan: ({ options, ...parameters }) => {
			const maximum = parameters.returnAll ? undefined : (parameters.limit ?? DEFAULT_LIMIT);
			const { queryParameters, pageSize, pageParameter, limitParameter } = options;
			const [query, sinceValues] = parameters.filters;
			const bounds = findBounds(sinceFilters, sinceValues);
			const request: ListRequest = {
				path,
				plural,
				query: {
					...query,
					[style.sortByParameter]: parameters.sort.sortBy,
					[style.sortOrderParameter]: parameters.sort.sortOrder,
					...queryParameters,
				},
				paging: {
					...style.paging,
					pageParameter: pageParameter ?? style.paging.pageParameter,
					limitParameter: limitParameter ?? style.paging.limitParameter,
					pageSize: pageSize ?? style.paging.pageSize,
				},
				limit: split === undefined ? maximum : undefined,
				isThorough: true,
			};
			const toItems = (record: IDataObject): IDataObject[] => {
				if (split !== undefined) return split(record, options);
				return [parameters.simplify ? pick(record, simplifiedFields) : record];
			};
			return {
				changesData: false,
				run: async (client, scope) => {
					const collected = await collectBounded(
						client,
						request,
						bounds,
						style,
						parameters.sort.sortBy,
					);
					if (collected.cutShort) hintAtPaging(collected, request, scope, style.namesAreOptions);
					else if (collected.records.length === 0) await hintAtChoices(request, scope);
					return collected.records.flatMap(toItems).slice(0, maximum);
				},
			};
		},
	});
}

function partsLeftOut({ simplifiedFields, filters, sortBy }: ListDefinition): string[] {
	const parts = { simplify: simplifiedFields, filters, sort: sortBy };
	return Object.entries(parts).flatMap(([name, part]) => (part === undefined ? [name] : []));
}

/** Tells which values there are, where a list that is filtered by some has nothing. */
async function hintAtChoices(request: ListRequest, scope: RunScope): Promise<void> {
	const choices = await scope.describeChoices(request);
	if (choices !== undefined) scope.hint(`No ${request.plural} were found. ${choices}`);
}

/** Tells that the list may go on, which an output alone does not show. */
function hintAtPaging(
	{ records, shortfall }: Collected,
	{ paging, plural }: ListRequest,
	scope: RunScope,
	namesAreOptions: boolean,
): void {
	const reason =
		shortfall === undefined
			? `after ${records.length} records the server sent the same ones again, or they kept moving from page to page`
			: `${records.length} records came, but ${shortfall}`;
	const otherName = `If it pages under another name than "${paging.pageParameter ?? 'page'}", set URL Parameter for Page Number under Options.`;
	scope.hint(
		`The list of ${plural} may be incomplete: ${reason}. ${namesAreOptions ? otherName : 'Run this again when fewer records change.'}`,
	);
}
