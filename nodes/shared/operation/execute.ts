import { randomUUID } from 'node:crypto';

import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Api } from '../api';
import type { AutomaticConcurrency } from '../automaticConcurrency';
import { createAutomaticConcurrency } from '../automaticConcurrency';
import type { ApiClient } from '../http';
import { createClient, describeDuration, idempotencyKey } from '../http';
import { NotStartedError } from '../failures';
import { compareNames } from '../fields';
import { toPlainText } from '../plainText';
import type { Gate, Outcome } from '../runInOrder';
import { openGate, runInOrder } from '../runInOrder';
import { createBreather } from './breather';
import { toAgentCallKey, isAgentCall, tidyAgentValue } from './agentCall';
import { toAgentText, toErrorText, toItemError } from './itemError';
import type { Operation, Planner, Resource, RunScope, Task } from './operation';
import { readConcurrency } from './operation';
import type { ParameterSource } from './parameters';
import type { Vocabulary, WordClient } from './vocabulary';
import { understandWords } from './vocabulary';

/** What there is to do, or the reason why it cannot be done. */
type Planned = { readonly task: Task } | { readonly error: unknown };

/** Items that are done together, usually one. */
type Prepared = Planned & { readonly items: readonly [number, ...number[]] };

/** How long one request of an item waits for the rate limit and between attempts, in ms. */
const WAIT_LIMIT = 300_000;
/** Most items that are worked on at once where nobody says how many. */
const MOST_AT_ONCE = 200;
/** Shorter waits are not mentioned, in ms. */
const NOTICEABLE_WAIT = 1_000;

/** Returned to an agent's model for an empty list: without an item it would get an empty message. */
const NOTHING_FOUND: IDataObject = { message: 'Nothing was found.' };

type PreparedOutcome = Outcome<IDataObject[]>;

/**
 * Runs the operation that the user chose for all input items.
 *
 * All items' parameters are read and checked before the first request. Items are worked on several
 * at a time, and the output keeps their order. Without Continue On Fail a failing item keeps new
 * requests from starting, those under way are awaited, and the error names the lowest failing item.
 *
 * @param vocabularies fields in which words are understood, each after the one that it belongs to
 * @returns the output items, each paired with its input item
 * @throws {NodeOperationError} for values that cannot be sent, a credential that cannot be used, and a cancelled execution
 * @throws {NodeApiError} when a request fails
 */
export async function executeOperation(
	context: IExecuteFunctions,
	api: Api,
	resources: readonly Resource[],
	vocabularies: readonly Vocabulary[] = [],
): Promise<INodeExecutionData[][]> {
	if (context.getInputData().length === 0) return [[]];

	const operation = findOperation(context, resources);
	const isForAgent = isAgentCall(context);
	const goesOn = context.continueOnFail() || isForAgent;
	const planner = operation.startPlanning();
	const chosen = new Set<string>();
	const prepared = await prepareAll(context, planner, isForAgent, chosen);
	const unreadable = prepared.findIndex((item) => 'error' in item);
	const outcomes =
		unreadable >= 0 && !goesOn
			? prepared.map(toOutcome)
			: await runPrepared(context, api, operation, prepared, {
					goesOn,
					isForAgent,
					hints: planner.hints(),
					understand: (client) => understandWords(client, vocabularies, chosen),
				});

	if (context.getExecutionCancelSignal?.()?.aborted) {
		throw new NodeOperationError(context.getNode(), 'The execution was cancelled');
	}
	const failed = outcomes.findIndex(({ status }) => status === 'failed');
	const failure = outcomes[failed];
	if (!goesOn && failure?.status === 'failed') {
		throw toItemError(
			context.getNode(),
			failure.error,
			prepared[failed]?.items[0] ?? failed,
			describeProgress(prepared, outcomes),
			context.getInputData().length,
		);
	}
	return [prepared.flatMap(({ items }, index) => toItems(outcomes[index], items, isForAgent))];
}

function findOperation(context: IExecuteFunctions, resources: readonly Resource[]): Operation {
	const resource = String(context.getNodeParameter('resource', 0));
	// n8n drops the operation where it does not know the resource.
	const operation = String(context.getNodeParameter('operation', 0, ''));
	const operations = resources.find(({ value }) => value === resource)?.operations;
	const found = operations?.find(({ value }) => value === operation);
	if (found === undefined) {
		const missing = operations === undefined ? '' : `operation "${operation}" for the `;
		throw new NodeOperationError(
			context.getNode(),
			`This version of the node has no ${missing}resource "${resource}"`,
			{ description: 'Choose the resource and the operation again.' },
		);
	}
	return found;
}

function sourceOf(
	context: IExecuteFunctions,
	itemIndex: number,
	isForAgent: boolean,
	chosen?: Set<string>,
): ParameterSource {
	return {
		chosen,
		timezone: context.getTimezone(),
		isForAgent,
		item: () => context.getInputData()[itemIndex]?.json ?? {},
		raw: (name, { property, extractValue = false }) => {
			const raw: unknown = context.getNodeParameter(name, itemIndex, property.default, {
				extractValue,
			});
			return isForAgent ? tidyAgentValue(raw) : raw;
		},
	};
}

/** Reads the parameters of all items, or as far as it comes before the execution is cancelled. */
async function prepareAll(
	context: IExecuteFunctions,
	planner: Planner,
	isForAgent: boolean,
	chosen: Set<string>,
): Promise<readonly Prepared[]> {
	const prepared: Prepared[] = [];
	const breathe = createBreather();
	for (const itemIndex of context.getInputData().keys()) {
		if (context.getExecutionCancelSignal?.()?.aborted) break;
		prepared.push({
			items: [itemIndex],
			...prepare(planner, sourceOf(context, itemIndex, isForAgent, chosen)),
		});
		await breathe();
	}
	return combine(planner, prepared);
}

/** Joins the items that could be read, where they have one task. What could not be read stays by itself. */
function combine(planner: Planner, prepared: readonly Prepared[]): readonly Prepared[] {
	const [first, ...others] = prepared.flatMap((one) => ('task' in one ? one.items : []));
	if (first === undefined) return prepared;
	const replaceWith = (combined: Planned): Prepared[] =>
		prepared.flatMap((one): Prepared[] => {
			if ('error' in one) return [one];
			return one.items[0] === first ? [{ items: [first, ...others], ...combined }] : [];
		});
	try {
		const task = planner.combine();
		return task === undefined ? prepared : replaceWith({ task });
	} catch (error) {
		return replaceWith({ error });
	}
}

function prepare(planner: Planner, source: ParameterSource): Planned {
	try {
		return { task: planner.prepare(source) };
	} catch (error) {
		return { error };
	}
}

function toOutcome(prepared: Prepared): PreparedOutcome {
	return 'error' in prepared
		? { status: 'failed', error: prepared.error }
		: { status: 'notStarted' };
}

/**
 * Opens the client of a run.
 *
 * @returns it, and how many items to work on at once
 */
async function openClient(
	context: IExecuteFunctions,
	api: Api,
	operation: Operation,
	gate: Gate,
	isForAgent: boolean,
): Promise<{ client: ApiClient; concurrency: number | AutomaticConcurrency }> {
	const chosen = readConcurrency(operation, sourceOf(context, 0, isForAgent));
	const watcher: { note?: AutomaticConcurrency['note'] } = {};
	const client = await createClient(context, api, {
		waitLimit: WAIT_LIMIT,
		signal: gate.signal,
		mayStart: gate.mayStart,
		noteAttempt: (...attempt) => watcher.note?.(...attempt),
	});
	const { requestsPerMinute } = client;
	const automatic = createAutomaticConcurrency({ requestsPerMinute, most: MOST_AT_ONCE });
	watcher.note = automatic.note;
	return { client, concurrency: chosen ?? automatic };
}

async function runPrepared(
	context: IExecuteFunctions,
	api: Api,
	operation: Operation,
	prepared: readonly Prepared[],
	{
		goesOn,
		isForAgent,
		understand,
		hints: planned,
	}: {
		goesOn: boolean;
		isForAgent: boolean;
		understand: (client: ApiClient) => WordClient;
		hints: readonly string[];
	},
): Promise<PreparedOutcome[]> {
	const gate = openGate(context.getExecutionCancelSignal?.());
	let opened: Awaited<ReturnType<typeof openClient>>;
	try {
		opened = await openClient(context, api, operation, gate, isForAgent);
	} catch (error) {
		return prepared.map(() => ({ status: 'failed', error }));
	}
	const { concurrency } = opened;
	const client = understand(opened.client);
	const run = toRunKey(context);
	const hints = new Set(planned);
	const counts = new Map<string, number>();
	const serialKeyOf = (item: Prepared) => ('task' in item ? item.task.serialKey : undefined);
	const ofRun = {
		knownIds: new Map<string, string>(),
		soughtValues: new Set(prepared.map(serialKeyOf).filter((key) => key !== undefined)),
		count: (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1),
		hint: (message: string) => hints.add(message),
	};
	const outcomes = await runInOrder(
		prepared,
		{
			concurrency,
			gate,
			stopsAtFailure: !goesOn,
			serialKey: serialKeyOf,
		},
		async (item) => {
			if ('error' in item) throw item.error;
			const scope: RunScope = {
				...ofRun,
				idempotencyKey: (request) => idempotencyKey(run, item.items[0], request),
				describeChoices: client.describeChoices,
			};
			return await item.task.run(client, scope);
		},
	);
	if (counts.size > 0) hints.add(toTally(counts));
	const wait = client.rateLimitWait();
	if (wait >= NOTICEABLE_WAIT) {
		hints.add(`Waited ${describeDuration(wait)} for the rate limit of ${api.name}.`);
	}
	for (const hint of hints) {
		context.addExecutionHints?.({ message: toPlainText(hint), location: 'outputPane' });
	}
	return outcomes;
}

/** E.g. "450 created, 550 updated". */
function toTally(counts: ReadonlyMap<string, number>): string {
	return [...counts]
		.sort(([one], [other]) => compareNames(one, other))
		.map(([what, count]) => `${count} ${what}`)
		.join(', ');
}

/** Identifies this run of the node: a loop runs a node several times in one execution. */
function toRunKey(context: IExecuteFunctions): string {
	const { $runIndex } = context.getWorkflowDataProxy(0);
	const run = toAgentCallKey(context) ?? String($runIndex);
	return [context.getExecutionId() || randomUUID(), context.getNode().id, run].join(' ');
}

function toItems(
	outcome: PreparedOutcome = { status: 'notStarted' },
	items: Prepared['items'],
	forAgent: boolean,
): INodeExecutionData[] {
	const [itemIndex] = items;
	const pairedItem = items.length === 1 ? { item: itemIndex } : items.map((item) => ({ item }));
	if (outcome.status === 'done') {
		const records = forAgent && outcome.result.length === 0 ? [NOTHING_FOUND] : outcome.result;
		return records.map((json) => ({ json, pairedItem }));
	}
	const error = outcome.status === 'failed' ? outcome.error : new NotStartedError();
	const text = forAgent ? toAgentText(error, itemIndex) : toErrorText(error, itemIndex);
	return [{ json: { error: text }, pairedItem }];
}

/** What a run of several items changed before it stopped, so that nobody has to guess what is in the account now. */
function describeProgress(
	prepared: readonly Prepared[],
	outcomes: readonly PreparedOutcome[],
): string | undefined {
	const changesNothing = prepared.some((item) => 'task' in item && !item.task.changesData);
	if (outcomes.length === 1 || changesNothing) return undefined;
	const done = prepared.flatMap(({ items }, index) =>
		outcomes[index]?.status === 'done' ? items : [],
	);
	const all = prepared.flatMap(({ items }) => items);
	return done.length === 0
		? 'No item was carried out.'
		: `Carried out before this: ${done.length} of ${all.length} items (${joinRanges(done)}).`;
}

/** Abbreviates ascending indexes: 0, 1, 2, 5 → "0-2, 5". */
function joinRanges(indexes: readonly number[]): string {
	const ranges: Array<[first: number, last: number]> = [];
	for (const index of indexes) {
		const range = ranges.at(-1);
		if (range?.[1] === index - 1) range[1] = index;
		else ranges.push([index, index]);
	}
	return ranges
		.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`))
		.join(', ');
}
