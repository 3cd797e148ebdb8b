import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { ApiClient, ApiReply, ApiRequest } from '../http';
import type { Field, Fields, Values } from '../fields';
import { collection, number } from '../fields';
import type { ColumnsDefinition } from './columns/columns';
import { mapColumns } from './columns/columns';
import type { ParameterSource } from './parameters';
import { readParameter, readParameters, toProperties } from './parameters';
import type { WordClient } from './vocabulary';

/** What the tasks of one run share. */
export interface RunScope {
	/** IDs of records found or created earlier in the run, by the key they were matched with. */
	readonly knownIds: Map<string, string>;
	/** The serial keys of all tasks of the run. */
	readonly soughtValues: ReadonlySet<string>;
	/** Counts what was done, for a hint at the end of the run, e.g. "created". */
	readonly count: (what: string) => void;
	/** The `Idempotency-Key` for a request of this item. */
	readonly idempotencyKey: (request: ApiRequest) => string;
	/** Tells the user something about the run, shown above the output. */
	readonly hint: (message: string) => void;
	/** Says which values there are for the filters of a query; undefined where that is not known. */
	readonly describeChoices: WordClient['describeChoices'];
}

/** One item's work, with its parameters read and checked; nothing has been sent yet. */
export interface Task {
	/** Whether the work changes something in the account. */
	readonly changesData: boolean;
	/** Tasks with the same key run one after the other, in the order of their items. */
	readonly serialKey?: string;
	/** Does the work and returns the output items' JSON. */
	readonly run: (client: ApiClient, scope: RunScope) => Promise<IDataObject[]>;
}

/** An operation as the engine sees it. */
export interface Operation {
	/** Name in workflow JSON, e.g. `getAll`. */
	readonly value: string;
	/** Label in the dropdown, e.g. "Get Many". */
	readonly name: string;
	/** Label in the nodes panel, e.g. "Get many leads". */
	readonly action: string;
	readonly description: string;
	/** Parameters in the order of the form, without display options for resource and operation. */
	readonly properties: readonly INodeProperties[];
	/** How many items are worked on at once unless the user says otherwise; undefined where that is found out. */
	readonly concurrency: number | undefined;
	/** Starts to plan a run. */
	readonly startPlanning: () => Planner;
}

/** Turns the items of one run into tasks. */
export interface Planner {
	/**
	 * Reads one item's parameters.
	 *
	 * @throws {ParameterError} when a value cannot be sent
	 */
	readonly prepare: (source: ParameterSource) => Task;
	/**
	 * Makes one task of all items that were prepared.
	 *
	 * @returns undefined where each item has its own
	 * @throws {ParameterError} when the items contradict each other
	 */
	readonly combine: () => Task | undefined;
	/** What to tell the user about the items that were prepared, above the output. */
	readonly hints: () => string[];
}

/** A resource and what can be done with it. */
export interface Resource {
	/** Name in workflow JSON, e.g. `lead`. */
	readonly value: string;
	/** Label in the dropdown, e.g. "Lead". */
	readonly name: string;
	readonly description: string;
	readonly operations: readonly Operation[];
}

/** The texts by which an operation is known. */
export interface OperationTexts {
	value: string;
	name: string;
	action: string;
	description: string;
}

type OperationParameters<F extends Fields, O extends Fields> = Values<F> & {
	options: Partial<Values<O>>;
};

interface OperationDefinition<F extends Fields, O extends Fields> extends OperationTexts {
	/** Parameters in the order of the form. */
	parameters: F;
	/** Which of them may come from the item's columns instead of the form; none if left out. */
	columns?: ColumnsDefinition<keyof F & string>;
	/** Names of those that the form does not have; they are read as not filled in. */
	leftOut?: readonly string[];
	/** Further entries of the Options collection. */
	options?: O;
	/** Entries of it that one operation of several has, read but not known by type. */
	ownOptions?: Fields;
	/** How many items are worked on at once unless the user says otherwise; found out if left out. */
	concurrency?: number;
	/** Whether users may not choose another number, e.g. where one item takes many requests anyway. */
	isConcurrencyFixed?: boolean;
	/**
	 * Makes one set of parameters of all items' sets.
	 *
	 * @param all one for each item that could be read; at least one
	 * @returns undefined where each item is to be done on its own
	 * @throws {ParameterError} when they contradict each other
	 */
	combine?: (
		all: ReadonlyArray<OperationParameters<F, O>>,
	) => OperationParameters<F, O> | undefined;
}

const MAX_CONCURRENCY = 100;

/** What the Options collection is called everywhere. */
const OPTIONS_TEXTS = { displayName: 'Options', placeholder: 'Add option' };

const concurrencyField = (initial: number | undefined): Field<number | undefined> =>
	number({
		displayName: 'Concurrency',
		description: `How many items to work on at once${initial === undefined ? '; found by itself if left empty' : ''}. The output keeps the order of the input.`,
		default: initial ?? '',
		minValue: 1,
		maxValue: MAX_CONCURRENCY,
		integer: true,
	});

/**
 * Defines an operation that sends one request an item.
 *
 * @param definition its texts and parameters, and two pure functions: `request` turns checked
 * parameters into a request, `respond` turns the reply into output items
 */
export function defineOperation<const F extends Fields, const O extends Fields = Fields>(
	definition: OperationDefinition<F, O> & {
		request: (parameters: OperationParameters<F, O>) => ApiRequest;
		respond: (
			reply: ApiReply,
			parameters: OperationParameters<F, O>,
			scope: RunScope,
		) => IDataObject[];
	},
): Operation {
	const { request, respond } = definition;
	return defineSteps({
		...definition,
		plan: (parameters) => {
			const asked = request(parameters);
			return {
				changesData: asked.method !== 'GET',
				run: async (client, scope) =>
					await client.send(
						asked,
						(reply) => respond(reply, parameters, scope),
						asked.method === 'POST' ? scope.idempotencyKey(asked) : undefined,
					),
			};
		},
	});
}

/**
 * Defines an operation that needs more than one request an item.
 *
 * @param definition its texts and parameters, and `plan`, which turns checked parameters into a task
 */
export function defineSteps<const F extends Fields, const O extends Fields = Fields>(
	definition: OperationDefinition<F, O> & { plan: (parameters: OperationParameters<F, O>) => Task },
): Operation {
	const { value, name, action, description, parameters, plan, combine } = definition;
	const { concurrency, isConcurrencyFixed = false, leftOut = [] } = definition;
	const choosable: Fields = isConcurrencyFixed
		? {}
		: { concurrency: concurrencyField(concurrency) };
	const options = collection(OPTIONS_TEXTS, definition.options, {
		...definition.ownOptions,
		...choosable,
	});
	const columns = definition.columns && mapColumns(parameters, definition.columns);
	return {
		value,
		name,
		action,
		description,
		concurrency,
		properties: toProperties({ ...(columns?.form ?? parameters), options }).filter(
			(property) => !leftOut.includes(property.name),
		),
		startPlanning: () => {
			const all: Array<OperationParameters<F, O>> = [];
			const reader = columns?.startReading();
			return {
				prepare: (source) => {
					const row = reader?.read(source);
					const values = {
						...readParameters(parameters, row?.source ?? source),
						options: readParameter('options', options, source),
					};
					const task = row === undefined ? plan(values) : row.explain(() => plan(values));
					all.push(values);
					return task;
				},
				combine: () => {
					const combined = all.length === 0 ? undefined : combine?.(all);
					return combined && plan(combined);
				},
				hints: () => reader?.hints() ?? [],
			};
		},
	};
}

/**
 * How many items to work on at once.
 *
 * @param operation the operation
 * @param source the first item's parameters
 * @returns undefined where that is to be found out
 * @throws {ParameterError} when the option is no whole number from 1 to 100
 */
export function readConcurrency(operation: Operation, source: ParameterSource): number | undefined {
	const field = collection(OPTIONS_TEXTS, { concurrency: concurrencyField(operation.concurrency) });
	return readParameter('options', field, source).concurrency ?? operation.concurrency;
}
