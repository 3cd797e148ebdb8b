import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { listsToWatch, readStatus } from '../../nodes/CrmLeadProPollingTrigger/watchedLists.ts';
import type { ApiReply } from '../../nodes/shared/http/reply.ts';
import type { ApiRequest } from '../../nodes/shared/http/request.ts';
import { readListChanges } from '../../nodes/shared/trigger/listChanges.ts';
import { node } from './support/node.mts';
import { jsonReply } from './support/replies.mts';
import { createScriptedClient } from './support/scriptedClient.mts';

interface Lead {
	id: string;
	status: string;
	/** Counts the changes. */
	version: number;
	createdAt: number;
	updatedAt: number;
	isListed: boolean;
}

const PAGE = 100;
const SECOND = 1_000;
const STATUSES = ['new', 'contacted', 'qualified', 'won'];

/** What kind of server it is. */
interface Kind {
	sorting: 'honoured' | 'ignored' | 'orderOnly';
	hasUpdatedAt: boolean;
	hasTotals: boolean;
	hasCursors: boolean;
	/** The smallest step of its times, in ms. */
	step: 1 | 1_000;
}

/** A workspace whose leads come, change and go, in the ways of the document of readings. */
class Workspace {
	readonly leads: Lead[] = [];
	readonly kind: Kind;
	/** By its own clock. */
	now = Date.UTC(2031, 0);
	/** What happens before the pages to come are answered. */
	readonly pending: Array<() => void> = [];

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

interface Given {
	id: string;
	isNew: boolean;
	version: number;
	status: string;
	before?: unknown;
}

interface Poll {
	given: Given[];
	requests: number;
	hasWritten: boolean;
}

const [[, watchedLeads] = []] = listsToWatch(() => true);

async function startPoll(workspace: Workspace, staticData: IDataObject, failsAt = Infinity) {
	let answered = 0;
	const client = createScriptedClient((request) => {
		if (answered++ >= failsAt) throw new Error('The API failed');
		return workspace.answer(request);
	});
	if (watchedLeads === undefined) throw new Error('No list is watched');
	const one = { ...client, account: 'key' };
	const select = await readListChanges(one, 'leads', watchedLeads, staticData, node);
	return (): Poll => {
		const before = JSON.stringify(staticData);
		const { changes, warning, store } = select();
		expect(warning).toBeUndefined();
		store(changes.length > 0);
		const given = changes.map(({ record, isNew, labelBefore }) => ({
			id: String(record.id),
			isNew,
			version: Number(record.version),
			status: String(record.status),
			...(labelBefore !== undefined && { before: readStatus(labelBefore).status }),
		}));
		const hasWritten = JSON.stringify(staticData) !== before;
		return { given, requests: client.sent.length, hasWritten };
	};
}

async function poll(workspace: Workspace, staticData: IDataObject): Promise<Poll> {
	const finish = await startPoll(workspace, staticData);
	return finish();
}

type Event =
	| { kind: 'add'; count: number }
	| { kind: 'change'; place: number; count: number; changesStatus: boolean }
	| { kind: 'archive'; place: number; count: number }
	| { kind: 'tick'; steps: number }
	| { kind: 'poll' | 'restart' | 'overlap' }
	| { kind: 'disturbedPoll'; changes: Event[] }
	| { kind: 'failedPoll'; page: number };

const count = fc.oneof(
	{ weight: 4, arbitrary: fc.integer({ min: 1, max: 5 }) },
	fc.integer({ min: 60, max: 240 }),
);
const place = fc.nat({ max: 1_000 });
const happening: fc.Arbitrary<Event> = fc.oneof(
	fc.record({ kind: fc.constant('add' as const), count }),
	{
		weight: 2,
		arbitrary: fc.record({
			kind: fc.constant('change' as const),
			place,
			count,
			changesStatus: fc.boolean(),
		}),
	},
	fc.record({
		kind: fc.constant('archive' as const),
		place,
		count: fc.integer({ min: 1, max: 3 }),
	}),
	fc.record({ kind: fc.constant('tick' as const), steps: fc.integer({ min: 1, max: 5 }) }),
);
const events = fc.array(
	fc.oneof(
		{ weight: 4, arbitrary: happening },
		{
			weight: 3,
			arbitrary: fc.record({
				kind: fc.constantFrom('poll' as const, 'restart' as const, 'overlap' as const),
			}),
		},
		fc.record({
			kind: fc.constant('disturbedPoll' as const),
			changes: fc.array(happening, { minLength: 1, maxLength: 4 }),
		}),
		fc.record({ kind: fc.constant('failedPoll' as const), page: fc.nat({ max: 2 }) }),
	),
	{ minLength: 5, maxLength: 30 },
);

/** What a trigger that remembers everything would have given. */
class Model {
	readonly workspace: Workspace;
	staticData: IDataObject = {};
	/** By lead: the version and status as they were last given, or as they were at the first poll. */
	readonly #known = new Map<string, { version: number; status: string }>();

	constructor(kind: Kind) {
		this.workspace = new Workspace(kind);
	}

	async start(leads: number): Promise<void> {
		this.workspace.add(leads / 2);
		this.workspace.tick(1);
		this.workspace.add(leads / 2);
		const { given } = await poll(this.workspace, this.staticData);
		expect(given).toEqual([]);
		for (const { id, version, status } of this.workspace.leads) {
			this.#known.set(id, { version, status });
		}
		this.#pass();
	}

	/** The next poll comes at another time, and in another second. */
	#pass(): void {
		this.workspace.tick(1);
	}

	async happen(event: Event): Promise<void> {
		switch (event.kind) {
			case 'poll':
				this.check(await poll(this.workspace, this.staticData));
				break;
			case 'restart':
				this.staticData = structuredClone(this.staticData);
				this.check(await poll(this.workspace, this.staticData));
				break;
			case 'overlap': {
				const both = [1, 2].map(async () => await startPoll(this.workspace, this.staticData));
				for (const finish of await Promise.all(both)) this.check(finish());
				break;
			}
			case 'disturbedPoll':
				for (const change of event.changes) {
					this.workspace.pending.push(() => {
						// A request takes more than a millisecond.
						if (this.workspace.kind.step === 1) this.#pass();
						this.#change(change);
					});
				}
				this.check(await poll(this.workspace, this.staticData));
				this.workspace.pending.length = 0;
				break;
			case 'failedPoll':
				await this.#failPoll(event.page);
				break;
			default:
				this.#change(event);
				return;
		}
		this.#pass();
	}

	#change(event: Event): void {
		const { workspace } = this;
		switch (event.kind) {
			case 'add':
				workspace.add(event.count);
				break;
			case 'change':
				workspace.change(event.place, event.count, event.changesStatus);
				break;
			case 'archive':
				for (const lead of workspace.listed
					.toReversed()
					.slice(event.place % 150, 150)
					.slice(0, event.count)) {
					lead.isListed = false;
				}
				break;
			case 'tick':
				workspace.tick(event.steps);
				break;
			default:
				throw new Error(`${event.kind} is no change`);
		}
	}

	async #failPoll(page: number): Promise<void> {
		const before = JSON.stringify(this.staticData);
		const finish = await startPoll(this.workspace, this.staticData, page).catch(() => undefined);
		// It may have needed fewer pages.
		if (finish === undefined) expect(JSON.stringify(this.staticData)).toBe(before);
		else this.check(finish());
	}

	/** Each event says something that no earlier one has said. */
	check({ given }: Poll): void {
		for (const { id, isNew, version, status, before } of given) {
			const known = this.#known.get(id);
			expect({ id, isNew }).toEqual({ id, isNew: known === undefined });
			if (known !== undefined) {
				expect(version).toBeGreaterThan(known.version);
				const changed = known.status === status ? undefined : known.status;
				expect({ id, before }).toEqual({ id, before: changed });
			}
			this.#known.set(id, { version, status });
		}
	}

	/** Everything was given in the end. */
	async finish(): Promise<void> {
		for (const _ of [1, 2, 3]) await this.happen({ kind: 'poll' });
		const { kind, listed } = this.workspace;
		expect(listed.filter(({ id, version }) => this.#known.get(id)?.version !== version)).toEqual(
			[],
		);
		const idle = await poll(this.workspace, this.staticData);
		expect([idle.given, idle.hasWritten]).toEqual([[], false]);
		// A server that says nothing about further pages is asked whether there are any.
		const saysMore = kind.hasTotals || kind.hasCursors || listed.length >= 50;
		const isTimed = kind.sorting === 'honoured' && kind.hasUpdatedAt;
		if (isTimed && saysMore) expect(idle.requests).toBe(1);
	}
}

const kinds: fc.Arbitrary<Kind> = fc.record({
	sorting: fc.constantFrom('honoured' as const, 'ignored' as const, 'orderOnly' as const),
	hasUpdatedAt: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false)),
	hasTotals: fc.boolean(),
	hasCursors: fc.boolean(),
	step: fc.constantFrom(1 as const, SECOND as 1_000),
});

test('no change is lost and none is given twice, whatever happens between and during the polls of whatever server', async () => {
	await fc.assert(
		fc.asyncProperty(
			kinds,
			fc.constantFrom(0, 2, 46, 100, 250),
			events,
			async (kind, leads, happenings) => {
				const model = new Model(kind);
				await model.start(leads);
				for (const event of happenings) await model.happen(event);
				await model.finish();
			},
		),
		{ numRuns: 200 },
	);
}, 120_000);
