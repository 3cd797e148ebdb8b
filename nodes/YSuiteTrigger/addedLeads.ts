import type { IDataObject, INode } from 'n8n-workflow';

import type { ApiClient } from '../shared/http';
import type { Fingerprints } from '../shared/trigger/accountRecognition';
import { findDoubt } from '../shared/trigger/accountRecognition';
import type { ReadingProgress } from '../shared/trigger/newestRecords';
import type { SeenRecords } from '../shared/trigger/seenRecords';
import { addSeen, createUnseenCheck } from '../shared/trigger/seenRecords';
import { fingerprintLead } from './leadFingerprint';
import type { IdentifiedLead, LeadReading } from './leadReading';
import { readLeads } from './leadReading';
import type { PollState, StoredPollState } from './pollState';
import { readPollState, writePollState } from './pollState';
import type { LeadId } from './newestLeads';
import { compareLeadIds, readLeadId } from './newestLeads';

/** Most IDs that are stored: with 8 digits each, less than 3 KB. */
const MOST_REMEMBERED = 300;
/** Most leads whose fingerprints are stored: less than 1.5 KB. */
const MOST_FINGERPRINTS = 50;
/**
 * How many of the newest known leads each poll reads again: half a page, so that one request is enough
 * as long as no more than 50 leads are new.
 */
const LOOKED_THROUGH_AGAIN = 50;
/** Most leads that are read to find a known one after the keys have changed. */
const MOST_TO_RECOGNISE = 5_000;

/** After the keys have changed, more older leads than these are not late: the new keys can merely read more. */
const MOST_LATE = 10;

/** The new ones of the leads that were read. */
interface Selection {
	/** The newest first. */
	readonly added: readonly IdentifiedLead[];
	/** What counts as seen in addition to the leads that were read. */
	readonly seen: SeenRecords<LeadId>;
	readonly warning?: string;
}

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
	// Another poll may have ended while this one was reading.
	const found = readPollState(staticData, client.account);
	const { state, reason } = recognise(found, reading);

	const { added, warning, seen } =
		state === undefined
			? {
					added: [],
					warning: reason && `${reason} Starting anew with leads that are added from now on.`,
					seen: startWith(reading),
				}
			: selectAdded(state, reading, found.status === 'otherKeys');
	const ids = reading.leads.map(({ id }) => id);
	writePollState(staticData, client.account, {
		seen: addSeen(seen, ids, compareLeadIds, MOST_REMEMBERED),
		total: reading.total ?? null,
		fingerprints: fingerprintsOf(reading.leads.slice(0, MOST_FINGERPRINTS)),
	});
	const leads = added.map(({ lead }) => lead).reverse();
	return { leads, ...(warning !== undefined && { warning }) };
}

function selectAdded({ seen }: PollState, reading: LeadReading, hasOtherKeys: boolean): Selection {
	const isUnseen = createUnseenCheck(seen, compareLeadIds);
	const added = reading.leads.filter(({ id }) => isUnseen(id));
	const highest = seen.ids[0] ?? seen.seenUpTo ?? 0;
	const newest = added.filter(({ id }) => compareLeadIds(id, highest) > 0);
	const late = added.length - newest.length;
	if (!hasOtherKeys || late <= MOST_LATE) return { added, seen };
	return {
		added: newest,
		seen: startWith(reading),
		warning: `The keys of the credential have changed and show ${late} leads that the earlier ones did not show. These do not count as new.`,
	};
}

async function readFor(
	{ status, state }: StoredPollState,
	client: ApiClient,
	node: INode,
): Promise<LeadReading> {
	if (state === undefined) return await readLeads(client, node, undefined);
	const { seen, fingerprints } = state;
	const newestKnown = seen.ids[LOOKED_THROUGH_AGAIN - 1] ?? seen.seenUpTo ?? 0;
	const isEnough = (progress: ReadingProgress<LeadId>): boolean => !mayHideMore(state, progress);
	if (status === 'sameKeys') return await readLeads(client, node, newestKnown, { isEnough });
	const [oldest] = [newestKnown, ...Object.keys(fingerprints)].sort(compareLeadIds);
	return await readLeads(client, node, oldest, { isEnough, most: MOST_TO_RECOGNISE });
}

/**
 * Whether the list has more leads than those known before and those found so far, so that one may have
 * become visible further down.
 */
function mayHideMore(
	{ seen, total: before }: PollState,
	progress: ReadingProgress<LeadId>,
): boolean {
	const { records, lowest, total } = progress;
	if (before === null || total === undefined) return false;
	if (seen.seenUpTo !== null && compareLeadIds(lowest, seen.seenUpTo) <= 0) return false;
	const isUnseen = createUnseenCheck(seen, compareLeadIds);
	const added = records.map(readLeadId).filter((id) => id !== undefined && isUnseen(id));
	return total - before > added.length;
}

/** The stored state, if it belongs to the organisation that was read. */
function recognise(
	found: StoredPollState,
	{ leads }: LeadReading,
): { readonly state?: PollState; readonly reason?: string } {
	if (found.status !== 'otherKeys') return found;
	const names = { account: 'organisation', records: 'leads' };
	const reason = findDoubt(found.state.fingerprints, fingerprintsOf(leads), names);
	return reason === undefined ? found : { reason };
}

/** What a first poll stores in addition to what it read: older leads are not new. */
function startWith({ leads, isWhole }: LeadReading): SeenRecords<LeadId> {
	return { ids: [], seenUpTo: isWhole ? null : (leads.at(-1)?.id ?? null) };
}

function fingerprintsOf(leads: readonly IdentifiedLead[]): Fingerprints {
	return Object.fromEntries(
		leads.flatMap(({ id, lead }) => {
			const fingerprint = fingerprintLead(lead);
			return fingerprint === undefined ? [] : [[String(id), fingerprint]];
		}),
	);
}
