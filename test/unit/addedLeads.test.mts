import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { findAddedLeads } from '../../nodes/YSuiteTrigger/addedLeads.ts';
import type { ApiReply } from '../../nodes/shared/http/reply.ts';
import type { ApiRequest } from '../../nodes/shared/http/request.ts';
import { node } from './support/node.mts';
import { jsonReply } from './support/replies.mts';
import { createScriptedClient } from './support/scriptedClient.mts';

interface Lead {
	id: number | string;
	isListed: boolean;
	name: string;
	createdOn: string;
}

const PAGE = 100;
/** As in the README: of the leads that were seen, so many of the newest are looked through by each poll. */
const LOOKED_THROUGH = 50;
const REMEMBERED = 300;

/** An organisation with leads that come, go and hide, as YSUITE's documents describe its list. */
class Organisation {
	readonly leads: Lead[] = [];
	readonly #started: string;

	/** What is added to the IDs, which are then texts of digits. */
	readonly #base: bigint;

	constructor(started: string, base = 0n) {
		this.#started = started;
		this.#base = base;
	}

	add(count: number, isListed = true): void {
		for (let done = 0; done < count; done++) {
			const id = this.leads.length + 1;
			this.leads.push({ id, isListed, name: `Lead ${id}`, createdOn: `${this.#started} ${id}` });
		}
	}

	get listed(): Lead[] {
		return this.leads.filter(({ isListed }) => isListed).reverse();
	}

	get listedIds(): number[] {
		return this.listed.map(({ id }) => Number(id));
	}

	answer({ query = {} }: ApiRequest): ApiReply {
		const { listed } = this;
		const start = Number(query.pageIndex) * PAGE;
		return jsonReply({
			success: true,
			data: {
				data: listed.slice(start, start + PAGE).map(({ id, name, createdOn }) => ({
					cstid: this.#base === 0n ? id : String(this.#base + BigInt(id)),
					ct_number: `LED-${id}`,
					cstname: name,
					cstcreated_on: createdOn,
				})),
				total_records: listed.length,
				total_pages: Math.ceil(listed.length / PAGE),
			},
		});
	}
}

interface PollOptions {
	key?: string;
	/** The page that cannot be read. */
	failsAt?: number;
}

async function poll(
	organisation: Organisation,
	staticData: IDataObject,
	{ key = 'one', failsAt = Infinity }: PollOptions = {},
) {
	const client = createScriptedClient((request) => {
		if (Number(request.query?.pageIndex) >= failsAt) throw new Error('The API failed');
		return organisation.answer(request);
	});
	const { leads, warning } = await findAddedLeads({ ...client, account: key }, staticData, node);
	return { ids: leads.map(({ cstid }) => cstid), warning, requests: client.sent.length };
}

/** What may happen to an organisation and its trigger. */
type Event =
	| { kind: 'add' | 'addHidden'; count: number }
	| { kind: 'show' | 'hide' | 'rename'; place: number; count: number }
	| { kind: 'poll' | 'restart' | 'changeKeys' | 'overlap' }
	| { kind: 'failedPoll'; page: number };

const place = fc.nat({ max: 1_000 });
const fewLeads = fc.integer({ min: 1, max: 5 });
const events = fc.array(
	fc.oneof(
		{ weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const), count: fewLeads }) },
		fc.record({ kind: fc.constant('add' as const), count: fc.integer({ min: 60, max: 240 }) }),
		fc.record({ kind: fc.constant('addHidden' as const), count: fewLeads }),
		{
			weight: 3,
			arbitrary: fc.record({
				kind: fc.constantFrom('show' as const, 'hide' as const, 'rename' as const),
				place,
				count: fewLeads,
			}),
		},
		{
			weight: 4,
			arbitrary: fc.record({
				kind: fc.constantFrom(
					'poll' as const,
					'poll' as const,
					'restart' as const,
					'changeKeys' as const,
					'overlap' as const,
				),
			}),
		},
		fc.record({ kind: fc.constant('failedPoll' as const), page: fc.nat({ max: 2 }) }),
	),
	{ minLength: 5, maxLength: 30 },
);

/** What a trigger that remembers everything would know. */
class Model {
	readonly organisation = new Organisation('2026-03-31');
	staticData: IDataObject = {};
	readonly #known = new Set<number>();
	#oldestCertain = -Infinity;
	#hasLostSome = false;
	/** Late leads that a poll could not notice, since as many others went: the total says no more about them. */
	readonly #masked = new Set<number>();
	/** Names of the newest leads as the last poll showed them. */
	#shown = new Map<number, string>();
	#key = 0;

	async start(leads: number): Promise<void> {
		this.organisation.add(leads);
		const { ids, requests } = await poll(this.organisation, this.staticData, this.options());
		expect([ids, requests]).toEqual([[], 1]);
		const seen = this.organisation.listedIds.slice(0, PAGE);
		// An organisation with fewer leads than a page was seen as a whole.
		if (leads >= PAGE) this.#oldestCertain = seen.at(-1) ?? 0;
		this.#writePollState(seen);
	}

	options(): PollOptions {
		return { key: `key ${this.#key}` };
	}

	async happen(event: Event): Promise<void> {
		switch (event.kind) {
			case 'failedPoll':
				await this.#failPoll(event.page);
				break;
			case 'restart':
				this.staticData = structuredClone(this.staticData);
				await this.#poll();
				break;
			case 'changeKeys':
				if (this.#isRecognisable()) this.#key += 1;
				await this.#poll();
				break;
			case 'overlap':
				await this.#pollTwice();
				break;
			case 'poll':
				await this.#poll();
				break;
			default:
				this.#changeLeads(event);
		}
	}

	#changeLeads(event: Extract<Event, { count: number }>): void {
		const { leads } = this.organisation;
		if (!('place' in event)) {
			this.organisation.add(event.count, event.kind === 'add');
			return;
		}
		const candidates = event.kind === 'show' ? leads.filter(({ isListed }) => !isListed) : leads;
		for (const lead of candidates.slice(-(event.place % 120) - 1).slice(0, event.count)) {
			this.#hasLostSome ||= event.kind === 'hide' && lead.isListed;
			if (event.kind === 'rename') lead.name += '!';
			else lead.isListed = event.kind === 'show';
		}
	}

	/** One lead that was shown is enough, where no more became visible late than the trigger believes. */
	#isRecognisable(): boolean {
		const newest = Math.max(0, ...this.#known);
		const late = this.organisation.listedIds.filter((id) => id < newest && !this.#known.has(id));
		return (
			late.length <= 10 &&
			this.organisation.listed.some(({ id, name }) => this.#shown.get(Number(id)) === name)
		);
	}

	async #failPoll(page: number): Promise<void> {
		const before = JSON.stringify(this.staticData);
		const failed = await poll(this.organisation, this.staticData, {
			...this.options(),
			failsAt: page,
		}).then(
			({ ids }) => ids,
			() => undefined,
		);
		// It may have needed fewer pages.
		if (failed === undefined) expect(JSON.stringify(this.staticData)).toBe(before);
		else this.#check(failed);
	}

	async #poll(): Promise<void> {
		const { ids, warning } = await poll(this.organisation, this.staticData, this.options());
		expect(warning).toBeUndefined();
		this.#check(ids);
		const before = JSON.stringify(this.staticData);
		const again = await poll(this.organisation, this.staticData, this.options());
		expect(again).toEqual({ ids: [], warning: undefined, requests: 1 });
		expect(JSON.stringify(this.staticData)).toBe(before);
	}

	async #pollTwice(): Promise<void> {
		const both = await Promise.all([
			poll(this.organisation, this.staticData, this.options()),
			poll(this.organisation, this.staticData, this.options()),
		]);
		this.#check(both.flatMap(({ ids }) => ids));
	}

	#check(given: unknown[]): void {
		const listed = this.organisation.listedIds;
		const fresh = new Set(listed.filter((id) => !this.#known.has(id)));
		const certain = this.#hasLostSome ? LOOKED_THROUGH : REMEMBERED;
		const newestFirst = [...this.#known].sort((first, second) => second - first);
		const from = Math.max(newestFirst[certain - 1] ?? -Infinity, this.#oldestCertain);
		const ids = given.map(Number);
		expect(ids).toEqual([...new Set(ids)].sort((first, second) => first - second));
		expect(ids.filter((id) => !fresh.has(id))).toEqual([]);
		const missing = [...fresh].filter((id) => !ids.includes(id));
		expect(missing.filter((id) => id > from && !this.#masked.has(id))).toEqual([]);
		if (this.#hasLostSome) for (const id of missing) this.#masked.add(id);
		this.#writePollState(ids);
		this.#hasLostSome = false;
	}

	#writePollState(ids: readonly number[]): void {
		for (const id of ids) this.#known.add(id);
		const newest = this.organisation.listed.slice(0, LOOKED_THROUGH);
		this.#shown = new Map(newest.map(({ id, name }) => [Number(id), name]));
	}
}

test('no lead is lost and none is given twice, whatever comes, goes, hides, fails and changes its keys', async () => {
	await fc.assert(
		fc.asyncProperty(fc.constantFrom(0, 1, 45, 99, 100, 250), events, async (leads, happenings) => {
			const model = new Model();
			await model.start(leads);
			for (const event of happenings) await model.happen(event);
		}),
		{ numRuns: 100 },
	);
}, 60_000);

test('leads whose IDs are big numbers are told apart by their last digits', async () => {
	const organisation = new Organisation('2026-03-31', 2n ** 53n);
	const staticData: IDataObject = {};
	organisation.add(12);
	expect((await poll(organisation, staticData)).ids).toEqual([]);
	organisation.add(1, false);
	organisation.add(2);
	expect((await poll(organisation, staticData)).ids).toEqual([
		'9007199254741006',
		'9007199254741007',
	]);
	for (const lead of organisation.leads) lead.isListed = true;
	const restarted: IDataObject = structuredClone(staticData);
	expect((await poll(organisation, restarted)).ids).toEqual(['9007199254741005']);
	expect((await poll(organisation, restarted)).ids).toEqual([]);
});
