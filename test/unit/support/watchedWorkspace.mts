import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { listsToWatch, readStatus } from '../../../nodes/CrmLeadProPollingTrigger/watchedLists.ts';
import type { ApiReply } from '../../../nodes/shared/http/reply.ts';
import type { ApiRequest } from '../../../nodes/shared/http/request.ts';
import { firstText } from '../../../nodes/shared/json.ts';
import { readListChanges } from '../../../nodes/shared/trigger/listChanges.ts';
import { node } from './node.mts';
import { jsonReply } from './replies.mts';
import { createScriptedClient } from './scriptedClient.mts';

/** A lead as the workspace keeps it. */
interface Lead {
	id: string;
	status: string;
	/** Counts the changes. */
	version: number;
	createdAt: number;
	updatedAt: number;
	isListed: boolean;
}

/** Records on a page. */
const PAGE = 100;
const STATUSES = ['new', 'contacted', 'qualified', 'won'];

/** What kind of server it is. */
export interface Kind {
	sorting: 'honoured' | 'ignored' | 'orderOnly';
	hasUpdatedAt: boolean;
	hasTotals: boolean;
	hasCursors: boolean;
	/** The smallest step of its times, in ms. */
	step: 1 | 1_000;
}

/** A workspace whose leads come, change and go, in the ways of the document of readings. */
export class Workspace {
	readonly leads: Lead[] = [];
	readonly kind: Kind;
	/** What is learned about its paging belongs to it alone. */
	readonly account = randomUUID();
	/** By its own clock. */
	now = Date.UTC(2031, 0);
	/** What happens before the pages to come are answered. */
	readonly pending: Array<() => void> = [];
	/** What each reply says anew of each lead. */
	addToRow: () => IDataObject = () => ({});

	constructor(kind: Kind) {
		this.kind = kind;
	}

	tick(steps: number): void {
		this.now += steps * this.kind.step;
	}

	add(count: number, isListed = true): void {
		for (let done = 0; done < count; done++) {
			const id = `lead_${this.leads.length + 1}`;
			const times = { createdAt: this.now, updatedAt: this.now };
			this.leads.push({ id, status: 'new', version: 1, ...times, isListed });
		}
	}

	change(place: number, count: number, changesStatus: boolean): void {
		for (let done = 0; done < count; done++) {
			const lead = this.leads[(place * 7 + done * 13) % Math.max(1, this.leads.length)];
			if (lead === undefined) continue;
			lead.version += 1;
			lead.updatedAt = this.now;
			const next = STATUSES[(STATUSES.indexOf(lead.status) + 1) % STATUSES.length];
			if (changesStatus) lead.status = next ?? '';
		}
	}

	get listed(): Lead[] {
		return this.leads.filter(({ isListed }) => isListed);
	}

	answer({ query = {} }: ApiRequest): ApiReply {
		this.pending.shift()?.();
		const { sorting, hasUpdatedAt, hasTotals, hasCursors } = this.kind;
		const field = sorting === 'honoured' ? query.sort_by : 'created_at';
		const newestFirst = this.listed.toReversed().sort((one, other) => {
			if (field === 'name') return one.id < other.id ? 1 : -1;
			const by = field === 'updated_at' ? 'updatedAt' : 'createdAt';
			return other[by] - one[by];
		});
		const start = Number(query.cursor ?? (Number(query.page ?? 1) - 1) * PAGE);
		const rows = newestFirst.slice(start, start + PAGE).map((lead) => ({
			id: lead.id,
			name: lead.id,
			email: `${lead.id}@example.in`,
			status: lead.status,
			pipeline_stage: 'demo',
			version: lead.version,
			created_at: new Date(lead.createdAt).toISOString(),
			...this.addToRow(),
			...(hasUpdatedAt && { updated_at: new Date(lead.updatedAt).toISOString() }),
		}));
		const hasMore = start + PAGE < newestFirst.length;
		return jsonReply({
			data: rows,
			...(hasTotals && { total: newestFirst.length }),
			...(hasCursors && { next_cursor: hasMore ? String(start + PAGE) : null }),
		});
	}
}

/** A change that a poll gave. */
interface Given {
	id: string;
	isNew: boolean;
	version: number;
	status: string;
	before?: unknown;
}

/** What a poll came to. */
export interface Poll {
	warning: string | undefined;
	given: Given[];
	requests: number;
	hasWritten: boolean;
}

const [[, watchedLeads] = []] = listsToWatch(() => true);

/** How a poll goes. */
interface PollOptions {
	key?: string;
	/** The request that fails. */
	failsAt?: number;
}

/**
 * Begins a poll.
 *
 * @returns ends it, as the trigger does without waiting for anything
 */
export async function startPoll(
	workspace: Workspace,
	staticData: IDataObject,
	{ key = '', failsAt = Infinity }: PollOptions = {},
) {
	let answered = 0;
	const client = createScriptedClient((request) => {
		if (answered++ >= failsAt) throw new Error('The API failed');
		return workspace.answer(request);
	});
	if (watchedLeads === undefined) throw new Error('No list is watched');
	const one = { ...client, account: `${workspace.account}${key}` };
	const select = await readListChanges(one, 'leads', watchedLeads, staticData, node);
	return (): Poll => {
		const before = JSON.stringify(staticData);
		const { changes, warning, store } = select();
		store(changes.length > 0);
		const given = changes.map(({ record, isNew, labelBefore }) => ({
			id: firstText(record.id) ?? '',
			isNew,
			version: Number(record.version),
			status: firstText(record.status) ?? '',
			...(labelBefore !== undefined && { before: readStatus(labelBefore).status }),
		}));
		const hasWritten = JSON.stringify(staticData) !== before;
		return { given, warning, requests: client.sent.length, hasWritten };
	};
}

/** Polls once. */
export async function poll(
	workspace: Workspace,
	staticData: IDataObject,
	options?: PollOptions,
): Promise<Poll> {
	const finish = await startPoll(workspace, staticData, options);
	return finish();
}
