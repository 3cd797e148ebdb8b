import type { IDataObject, INode } from 'n8n-workflow';

import type { ApiClient } from '../shared/http';
import { fingerprintsOf, fingerprintsToStore } from '../shared/trigger/accountRecognition';
import { leaveOutLate } from '../shared/trigger/lateRecords';
import type { ReadingProgress } from '../shared/trigger/newestRecords';
import {
	LOOKED_THROUGH_AGAIN,
	mayHideMore,
	MOST_TO_RECOGNISE,
} from '../shared/trigger/newestRecords';
import type { StoredState } from '../shared/trigger/storedState';
import { recogniseState } from '../shared/trigger/storedState';
import type { IdentifiedLead, LeadReading } from './leadReading';
import { readLeads } from './leadReading';
import { readLeadTraits } from './leadTraits';
import type { LeadId } from './newestLeads';
import { compareLeadIds, readLeadId } from './newestLeads';
import type { PollState } from './pollState';
import { newestOf, readPollState, writePollState } from './pollState';
import type { SeenRecords } from './seenRecords';
import { addSeen, createUnseenCheck } from './seenRecords';

/** Most IDs that are stored: with 8 digits each, less than 3 KB. */
const MOST_REMEMBERED = 300;

const NAMES = { account: 'organisation', records: 'leads', awaited: 'leads that are added' };

/** What a poll found. */
export interface AddedLeads {
	/** The oldest first. */
	readonly leads: IDataObject[];
	/** Why leads that may be new were left out. */
	readonly warning?: string;
}

/**
 * Finds the leads that no poll has seen before, and stores that they were seen. The first poll of an
 * organisation only stores what is there. Static data changes after everything was read, so that a
 * failed poll neither loses nor repeats a lead.
 *
 * @throws {NodeOperationError} when it is uncertain which leads are new
 * @throws {NodeApiError} when a request fails
 */
export async function findAddedLeads(
	client: ApiClient,
	staticData: IDataObject,
	node: INode,
): Promise<AddedLeads> {
	const reading = await readFor(readPollState(staticData, client.account), client, node);
	const { leads: read, total = null } = reading;
	// Another poll may have ended while this one was reading.
	const found = readPollState(staticData, client.account);
	const readShown = () => fingerprintsOf(read, readLeadTraits);
	const { state, warning: startsAnew } = recogniseState(found, readShown, NAMES);

	const added = state === undefined ? [] : selectAdded(state, read);
	const isLate = createLateCheck(state);
	const { kept, warning = startsAnew } = leaveOutLate(found.status, added, isLate, NAMES.records);
	// Where late leads were left out, still older ones must not count as new later.
	const isGoingOn = state !== undefined && warning === undefined;
	const seen = isGoingOn ? state.seen : startWith(reading);
	const ids = read.map(({ id }) => id);
	writePollState(staticData, client.account, {
		seen: addSeen(seen, ids, compareLeadIds, MOST_REMEMBERED),
		total,
		fingerprints: fingerprintsToStore(read, readLeadTraits),
	});
	const leads = kept.map(({ record }) => record).reverse();
	return { leads, ...(warning !== undefined && { warning }) };
}

/** Returns the newest first. */
function selectAdded({ seen }: PollState, leads: readonly IdentifiedLead[]): IdentifiedLead[] {
	const isUnseen = createUnseenCheck(seen, compareLeadIds);
	return leads.filter(({ id }) => isUnseen(id));
}

/** Creates the check whether a lead's ID is lower than the highest that was seen. */
function createLateCheck(state: PollState | undefined): (lead: IdentifiedLead) => boolean {
	const highest = state === undefined ? 0 : newestOf(state.seen);
	return ({ id }) => compareLeadIds(id, highest) < 0;
}

async function readFor(
	{ status, state }: StoredState<PollState>,
	client: ApiClient,
	node: INode,
): Promise<LeadReading> {
	if (state === undefined) return await readLeads(client, node, undefined);
	const { seen, fingerprints } = state;
	const newestKnown = seen.ids[LOOKED_THROUGH_AGAIN - 1] ?? seen.seenUpTo ?? 0;
	const isEnough = createEndCheck(state);
	if (status === 'sameKeys') return await readLeads(client, node, newestKnown, { isEnough });
	const [oldest] = [newestKnown, ...Object.keys(fingerprints)].sort(compareLeadIds);
	return await readLeads(client, node, oldest, { isEnough, most: MOST_TO_RECOGNISE });
}

/** Creates the check whether no lead can have become visible further down. */
function createEndCheck({
	seen,
	total,
}: PollState): (progress: ReadingProgress<LeadId>) => boolean {
	const isUnseen = createUnseenCheck(seen, compareLeadIds);
	const isAdded = (lead: IDataObject): boolean => {
		const id = readLeadId(lead);
		return id !== undefined && isUnseen(id);
	};
	const { seenUpTo } = seen;
	return (progress) => {
		if (seenUpTo !== null && compareLeadIds(progress.lowest, seenUpTo) <= 0) return true;
		return !mayHideMore(total, progress, isAdded);
	};
}

/** What a first poll stores in addition to what it read: older leads are not new. */
function startWith({ leads, isWhole }: LeadReading): SeenRecords<LeadId> {
	return { ids: [], seenUpTo: isWhole ? null : (leads.at(-1)?.id ?? null) };
}
