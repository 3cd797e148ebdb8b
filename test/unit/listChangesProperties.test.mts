import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { poll, startPoll, Workspace, type Kind, type Poll } from './support/watchedWorkspace.mts';

type Event =
	| { kind: 'add'; count: number }
	| { kind: 'change'; place: number; count: number; changesStatus: boolean }
	| { kind: 'archive'; place: number; count: number }
	| { kind: 'tick'; steps: number }
	| { kind: 'poll' | 'restart' }
	| { kind: 'disturbedPoll' | 'overlap'; changes: Event[] }
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
				kind: fc.constantFrom('poll' as const, 'restart' as const),
			}),
		},
		fc.record({
			kind: fc.constantFrom('disturbedPoll' as const, 'overlap' as const),
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
			case 'overlap':
			case 'disturbedPoll':
				await this.#pollDisturbed(event.kind === 'overlap' ? 2 : 1, event.changes);
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

	/**
	 * Polls while leads come, change and go. A poll may give up where it cannot tell what has happened, and then
	 * leaves everything to the next one.
	 *
	 * @param count of polls at the same time
	 * @param changes what happens before each of the requests
	 */
	async #pollDisturbed(count: number, changes: Event[]): Promise<void> {
		for (const change of changes) {
			this.workspace.pending.push(() => {
				// A request takes more than a millisecond.
				if (this.workspace.kind.step === 1) this.#pass();
				this.#change(change);
			});
		}
		const before = JSON.stringify(this.staticData);
		const polls = await Promise.allSettled(
			Array.from({ length: count }, () => startPoll(this.workspace, this.staticData)),
		);
		this.workspace.pending.length = 0;
		expect(JSON.stringify(this.staticData)).toBe(before);
		for (const one of polls) {
			if (one.status === 'fulfilled') this.check(one.value());
			else
				expect(String(one.reason)).toMatch(/The list of leads .* kept changing while it was read/);
		}
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
		const finish = await startPoll(this.workspace, this.staticData, { failsAt: page }).catch(
			() => undefined,
		);
		// It may have needed fewer pages.
		if (finish === undefined) expect(JSON.stringify(this.staticData)).toBe(before);
		else this.check(finish());
	}

	/** Each event says something that no earlier one has said. */
	check({ given, warning }: Poll): void {
		expect(warning).toBeUndefined();
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
		for (let polls = 0; polls < 3; polls++) await this.happen({ kind: 'poll' });
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
	step: fc.constantFrom(1 as const, 1_000 as const),
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

test('leads that are added between two requests do not make a server seem to sort by the time of changes', async () => {
	const model = new Model({
		sorting: 'orderOnly',
		hasUpdatedAt: true,
		hasTotals: false,
		hasCursors: false,
		step: 1,
	});
	const added: Event = { kind: 'add', count: 60 };
	const changed: Event = { kind: 'change', place: 0, count: 1, changesStatus: false };
	await model.start(0);
	const happenings: Event[] = [
		{ kind: 'disturbedPoll', changes: [{ kind: 'add', count: 1 }, added] },
		{ kind: 'disturbedPoll', changes: [{ kind: 'add', count: 1 }] },
		added,
		changed,
		{ kind: 'tick', steps: 1 },
		{ kind: 'failedPoll', page: 0 },
		{ kind: 'poll' },
		{ kind: 'disturbedPoll', changes: [changed] },
	];
	for (const happening of happenings) await model.happen(happening);
	await model.finish();
});

test('leads that go during two readings in a row hide no other one for good', async () => {
	const model = new Model({
		sorting: 'honoured',
		hasUpdatedAt: true,
		hasTotals: false,
		hasCursors: false,
		step: 1,
	});
	await model.start(0);
	const gone = (place: number): Event => ({ kind: 'archive', place, count: 1 });
	const happenings: Event[] = [
		{ kind: 'add', count: 194 },
		{ kind: 'disturbedPoll', changes: [{ kind: 'add', count: 5 }, gone(0)] },
		{ kind: 'tick', steps: 1 },
		{ kind: 'add', count: 3 },
		{ kind: 'disturbedPoll', changes: [gone(0), { kind: 'archive', place: 0, count: 2 }] },
		{ kind: 'add', count: 9 },
	];
	for (const happening of happenings) await model.happen(happening);
	await model.finish();
});
