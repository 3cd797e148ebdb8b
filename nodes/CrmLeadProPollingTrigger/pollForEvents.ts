import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { crmLeadProApi } from '../CrmLeadPro/api';
import type { EventFilters } from '../CrmLeadPro/eventFilters';
import { filtersField, passes } from '../CrmLeadPro/eventFilters';
import { simplifyEvent } from '../CrmLeadPro/simplifiedEvent';
import { readTriggerParameter } from '../CrmLeadPro/triggerParameter';
import type { ApiClient } from '../shared/http';
import { createClient } from '../shared/http';
import { toLogLine } from '../shared/plainText';
import { readListChanges } from '../shared/trigger/listChanges';
import type { ListChange } from '../shared/trigger/listChanges';
import { readFirstPage } from '../shared/trigger/watchedList';
import { sayAllInMessage } from '../shared/trigger/wholeMessage';
import { eventsField, optionsField } from './parameters';
import type { PolledEvent } from './parameters';
import type { Wants } from './watchedLists';
import { listsToWatch, readStatus } from './watchedLists';

/** An event before it becomes an item. */
interface FoundEvent {
	readonly event: PolledEvent;
	readonly record: IDataObject;
	/** The status before, of `lead.status_changed`. */
	readonly previous?: IDataObject;
	/** In ms since 1970, by the server's clock. */
	readonly time?: number | undefined;
}

interface Settings {
	readonly wants: Wants;
	readonly filters: EventFilters;
	readonly simplify: boolean;
}

/**
 * Polls for what happened since the last poll. The first poll of a workspace returns nothing; a test
 * event changes no state.
 *
 * @returns the events, oldest first, or null where there are none; for a test event a recent record for each chosen event
 * @throws {NodeOperationError} when the parameters or the credential cannot be used, when a list kept changing, and when there is nothing for a test event
 * @throws {NodeApiError} when a request fails
 */
export async function pollForEvents(
	context: IPollFunctions,
): Promise<INodeExecutionData[][] | null> {
	if (context.getMode() === 'manual') return [await showRecentEvents(context)];
	return await sayAllInMessage(readNewEvents(context));
}

function readSettings(context: IPollFunctions): Settings {
	const events: readonly string[] = readTriggerParameter(context, 'events', eventsField);
	const { simplify = false } = readTriggerParameter(context, 'options', optionsField);
	return {
		wants: (event) => events.includes(event),
		filters: readTriggerParameter(context, 'filters', filtersField),
		simplify,
	};
}

async function readNewEvents(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const settings = readSettings(context);
	const client = await createClient(context, crmLeadProApi);
	const staticData = context.getWorkflowStaticData('node');
	const node = context.getNode();
	const readings: Array<ReturnType<typeof selectEvents>> = [];
	for (const [name, list] of listsToWatch(settings.wants)) {
		const select = await readListChanges(client, name, list, staticData, node);
		readings.push(selectEvents(name, select, settings));
	}
	// Nothing is awaited from here on: what is returned and what is stored belong together.
	const polled = readings.map((read) => read());
	for (const { warning } of polled) {
		if (warning !== undefined) {
			context.logger.warn(toLogLine(`CRMLead Pro Polling Trigger: ${warning}`));
		}
	}
	const events = polled.flatMap((list) => list.events);
	for (const { store } of polled) store();
	events.sort((one, other) => (one.time ?? 0) - (other.time ?? 0));
	if (events.length === 0) return null;
	return [events.map((event) => toItem(event, settings))];
}

/** Creates the second half of a poll, which selects from what was read. */
function selectEvents(
	name: 'leads' | 'contacts',
	select: Awaited<ReturnType<typeof readListChanges>>,
	{ wants, filters }: Settings,
) {
	return () => {
		const { changes, warning, store } = select();
		const wanted = changes
			.flatMap((change) => toEvents(name, change))
			.filter(({ event }) => wants(event));
		return {
			events: wanted.filter(({ record }) => passes(record, filters)),
			warning,
			// What the filters leave out has happened, too: it must not pass them later.
			store: () => {
				store(wanted.length > 0);
			},
		};
	};
}

function toEvents(name: 'leads' | 'contacts', change: ListChange): FoundEvent[] {
	const { record, isNew, time, labelBefore } = change;
	if (name === 'contacts') return isNew ? [] : [{ event: 'contact.updated', record, time }];
	if (isNew) return [{ event: 'lead.created', record, time }];
	const updated: FoundEvent = { event: 'lead.updated', record, time };
	if (labelBefore === undefined) return [updated];
	const previous = readStatus(labelBefore);
	return [updated, { event: 'lead.status_changed', record, previous, time }];
}

/** The item of an event, in the shape of a webhook's. */
function toItem(
	{ event, record, previous }: FoundEvent,
	{ simplify }: Settings,
): INodeExecutionData {
	const { created_at: created, updated_at: updated } = record;
	const body: IDataObject = {
		event,
		created_at: (event === 'lead.created' ? created : updated) ?? created ?? null,
	};
	const before = previous === undefined ? {} : { previous };
	return {
		json: simplify
			? simplifyEvent({ body, record: { ...record, ...before }, event })
			: { ...body, data: record, ...before },
	};
}

/** A recent record for each chosen event, for "Fetch test event"; changes no state. */
async function showRecentEvents(context: IPollFunctions): Promise<INodeExecutionData[]> {
	const settings = readSettings(context);
	const client = await createClient(context, crmLeadProApi);
	const events: FoundEvent[] = [];
	for (const [name, list] of listsToWatch(settings.wants)) {
		events.push(...(await findRecentEvents(client, name, list, settings)));
	}
	if (events.length === 0) {
		throw new NodeOperationError(
			context.getNode(),
			'CRMLead Pro has no recent record of this kind',
			{
				description:
					'Add a lead or contact in CRMLead Pro, or remove the filters, then fetch a test event again.',
			},
		);
	}
	return events.map((event) => toItem(event, settings));
}

async function findRecentEvents(
	client: ApiClient,
	name: 'leads' | 'contacts',
	list: Parameters<typeof readFirstPage>[1],
	{ wants, filters }: Settings,
): Promise<FoundEvent[]> {
	const records = await readFirstPage(client, list);
	const record = records.find((candidate) => passes(candidate, filters));
	if (record === undefined) return [];
	// Nobody has seen what it was before.
	const changes: ListChange[] = [
		{ record, isNew: true, time: undefined },
		{ record, isNew: false, time: undefined, labelBefore: '' },
	];
	return changes.flatMap((change) => toEvents(name, change)).filter(({ event }) => wants(event));
}
