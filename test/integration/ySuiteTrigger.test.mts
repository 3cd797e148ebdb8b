import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { FaultOrder } from '../../sandbox/faults.mts';
import { leadRowFields } from '../../sandbox/ySuite/schemas.mts';
import type { SwitchChanges } from '../../sandbox/ySuite/switches.mts';
import { addLeads } from '../support/addLeads.mts';
import { type NodeRun } from '../support/n8nCore.mts';
import { activatePoller, type Poller } from '../support/poller.mts';
import { keepWaitsShort } from '../support/shortWaits.mts';
import { createOrganisation, type TestOrganisation } from '../support/workspace.mts';

keepWaitsShort();

let organisation: TestOrganisation;

beforeEach(async () => {
	organisation = await createOrganisation();
});

afterEach(async () => {
	await organisation.remove();
});

const order = (changes: Partial<NodeRun> = {}): NodeRun => ({
	node: 'ySuiteTrigger',
	credentials: organisation.credentials,
	parameters: { event: 'newLead' },
	...changes,
});

/** Activates the trigger, which polls once at that. */
async function activate(storedData?: IDataObject): Promise<Poller> {
	const poller = await activatePoller(order(), storedData);
	expect(await poller.poll()).toBeNull();
	await organisation.clearJournal();
	return poller;
}

const idsOf = (output: INodeExecutionData[][] | null): unknown[] =>
	(output ?? []).flat().map(({ json }) => json.cstid);

/** What the first version of the trigger would have stored. */
function byFirstVersion(poller: Poller, newestLead: number): IDataObject {
	const { organisation: mark } = poller.storedData();
	return { organisation: mark, newestLead };
}

const queries = async () => (await organisation.journal()).map(({ query }) => query.parsed);

describe('the first poll', () => {
	test('starts nothing and remembers the newest lead with one request in the order that it needs', async () => {
		const poller = await activatePoller(order());

		expect(await poller.poll()).toBeNull();

		expect(poller.log).toEqual([]);
		expect(poller.storedData()).toMatchObject({ newestLead: 45 });
		expect(await queries()).toEqual([
			{ pageSize: '100', pageIndex: '0', sortBy: 'cstid', sortOrder: 'desc' },
		]);
	});

	test('of an account without leads lets the first lead start the workflow', async () => {
		await organisation.remove();
		organisation = await createOrganisation({ seed: 'empty' });
		const poller = await activate();

		const ids = await addLeads(organisation, 1);

		expect(idsOf(await poller.poll())).toEqual(ids);
	});

	test.each<[string, SwitchChanges, RegExp]>([
		[
			'no organisation',
			{ organisation: 'none' },
			/^YSUITE .*No organisation assigned to user \(HTTP 400\)\. .*Assign the user.*\.$/,
		],
		[
			'no add-on',
			{ addOn: 'inactive' },
			/^YSUITE .*Subscription add-on is not active.* \(HTTP 403\)\. .*Activate.*\.$/,
		],
	])(
		'with %s fails with words that say what to do, all in the message',
		async (_, switches, message) => {
			await organisation.setSwitches(switches);
			const poller = await activatePoller(order());

			await expect(poller.poll()).rejects.toMatchObject({
				message: expect.stringMatching(message) as unknown,
				description: undefined,
			});
			expect(poller.storedData()).toEqual({});
		},
	);

	test('with a wrong key fails, and the key is not shown', async () => {
		const secretKey = 'a-wrong-secret-key-0123456789';
		const credentials = { ySuiteApi: { ...organisation.credentials.ySuiteApi, secretKey } };
		const poller = await activatePoller(order({ credentials }));

		const failure: unknown = await poller.poll().catch((error: unknown) => error);

		expect(failure).toMatchObject({
			message: expect.stringMatching(
				/^YSUITE did not accept the API key: Invalid API credentials \(HTTP 401\)\. .*Settings → API Keys/,
			) as unknown,
		});
		expect(JSON.stringify(failure)).not.toContain(secretKey);
	});
});

describe('each poll', () => {
	test('starts the workflow once for what is new, oldest first, with the rows as they came', async () => {
		const poller = await activate();
		const ids = await addLeads(organisation, 3, 'Fatima');

		const output = await poller.poll();

		const { leads } = await organisation.state();
		const rows = leads
			.filter(({ cstid }) => ids.includes(cstid))
			.map((lead) => Object.fromEntries(leadRowFields.map((field) => [field, lead[field]])));
		expect(output).toEqual([rows.map((json) => ({ json }))]);
		expect(await poller.poll()).toBeNull();
	});

	test('without news costs one request', async () => {
		const poller = await activate();

		expect(await poller.poll()).toBeNull();

		expect(await queries()).toHaveLength(1);
	});

	test('reads as many pages as it needs, and gives everything in one run', async () => {
		const poller = await activate();
		const ids = await addLeads(organisation, 230);

		const output = await poller.poll();

		expect(output).toHaveLength(1);
		expect(idsOf(output)).toEqual(ids);
		expect((await queries()).map(({ pageIndex }) => pageIndex)).toEqual(['0', '1', '2']);
		expect(await poller.poll()).toBeNull();
	});

	test('goes on after a restart where the last one ended', async () => {
		const before = await activate();
		const first = await addLeads(organisation, 2);
		expect(idsOf(await before.poll())).toEqual(first);
		const second = await addLeads(organisation, 2);

		const after = await activatePoller(order(), before.storedData());

		expect(idsOf(await after.poll())).toEqual(second);
		expect(await after.poll()).toBeNull();
	});

	test('does not show older leads again when the newest one was deleted', async () => {
		const poller = await activate();
		const [, second = 0] = await addLeads(organisation, 2);
		await poller.poll();
		await organisation.act({ action: 'lead.delete', id: second });
		await organisation.act({ action: 'lead.delete', id: second - 1 });

		expect(await poller.poll()).toBeNull();

		const ids = await addLeads(organisation, 1);
		expect(idsOf(await poller.poll())).toEqual(ids);
	});

	test('gives a lead once when two polls overlap', async () => {
		const poller = await activate();
		const ids = await addLeads(organisation, 2);
		await organisation.setFaults([{ kind: 'latency', ms: 50, times: 2 }]);

		const outputs = await Promise.all([poller.poll(), poller.poll()]);

		expect(outputs.flatMap(idsOf)).toEqual(ids);
	});
});

describe('a failed poll loses and repeats nothing', () => {
	test.each<FaultOrder>([
		{ kind: 'status', status: 500 },
		{ kind: 'resetBeforeReply' },
		{ kind: 'resetMidBody' },
		{ kind: 'truncatedJson' },
		{ kind: 'html200' },
		{ kind: 'notAList' },
		{ kind: 'emptyBody' },
	])('on a later page with %j', async (fault) => {
		const poller = await activate();
		const ids = await addLeads(organisation, 120);
		const stored = poller.storedData();
		await organisation.setFaults([{ ...fault, skip: 1, times: 'always' }]);

		await expect(poller.poll()).rejects.toThrow(/^YSUITE /);

		expect(poller.storedData()).toEqual(stored);
		await organisation.clearFaults();
		expect(idsOf(await poller.poll())).toEqual(ids);
		expect(await poller.poll()).toBeNull();
	});
});

describe('a list from which it is not certain which leads are new', () => {
	const rows = Array.from({ length: 100 }, (_, index) => ({ cstid: 145 - index }));

	test.each([
		[
			'repeats its first page',
			{ success: true, data: { data: rows, total_records: 300, total_pages: 3 } },
			/kept changing while it was read, or repeated itself.* Nothing is lost: .*\.$/,
		],
		[
			'has a lead without an ID',
			{ success: true, data: { data: [{ cstid: 46 }, { cstname: 'Priya' }], total_records: 2 } },
			/a lead without a numeric ID \("cstid"\).* Check the Base URL in the credential\.$/,
		],
	])('that %s fails the poll, and nothing is remembered of it', async (_, body, message) => {
		const poller = await activate();
		const stored = poller.storedData();
		await organisation.setFaults([{ kind: 'status', status: 200, body, times: 'always' }]);

		await expect(poller.poll()).rejects.toMatchObject({
			message: expect.stringMatching(message) as unknown,
			description: undefined,
		});

		expect(poller.storedData()).toEqual(stored);
		await organisation.clearFaults();
		const ids = await addLeads(organisation, 1);
		expect(idsOf(await poller.poll())).toEqual(ids);
	});
});

describe('where leads come and go while it reads', () => {
	const arrival = { action: 'lead.create', lead: { cstname: 'Late' } };

	test('a lead that arrives between two pages is given once, in this poll or the next', async () => {
		const poller = await activate();
		const ids = await addLeads(organisation, 120);
		await organisation.setFaults([{ kind: 'actions', actions: [arrival], skip: 1 }]);

		const given = [...idsOf(await poller.poll()), ...idsOf(await poller.poll())];

		expect(given).toEqual([...ids, (ids.at(-1) ?? 0) + 1]);
	});

	test('leads that vanish between two pages hide no other', async () => {
		const poller = await activate();
		const ids = await addLeads(organisation, 120);
		const [gone, alsoGone] = [ids.at(-1) ?? 0, ids.at(-2) ?? 0];
		await organisation.setFaults([
			{
				kind: 'actions',
				actions: [gone, alsoGone].map((id) => ({ action: 'lead.delete', id })),
				skip: 1,
			},
		]);

		const given = idsOf(await poller.poll());

		expect(given).toEqual(expect.arrayContaining(ids.slice(0, -2)));
		expect(new Set(given).size).toBe(given.length);
		expect(await poller.poll()).toBeNull();
	});
});

describe.each<SwitchChanges['sorting']>(['ignored', 'ignoredNewestFirst', 'ignoredByName'])(
	'a server whose sorting is %s',
	(sorting) => {
		test('changes nothing about which leads are given, and in which order', async () => {
			await organisation.remove();
			organisation = await createOrganisation({ seed: { leads: 130, contacts: 0 } });
			await organisation.setSwitches({ sorting });
			const poller = await activate();
			expect(poller.storedData()).toMatchObject({ newestLead: 130 });
			const ids = await addLeads(organisation, 15, 'Aaliyah');

			expect(idsOf(await poller.poll())).toEqual(ids);
			expect(await poller.poll()).toBeNull();
			expect(idsOf(await poller.fetchTestEvent())).toEqual(ids.slice(-1));
		});
	},
);

test.each<SwitchChanges>([{ totals: 'none' }, { pageSizeMax: 7 }, { pageSizeMax: 1 }])(
	'nothing is lost on a server with %j',
	async (switches) => {
		await organisation.setSwitches(switches);
		const poller = await activate();
		const ids = await addLeads(organisation, 16);

		expect(idsOf(await poller.poll())).toEqual(ids);
		expect(await poller.poll()).toBeNull();
	},
);

describe('a lead that becomes visible late', () => {
	const hide = async (...ids: number[]) => await organisation.setSwitches({ unlisted: ids });

	test('starts the workflow, once, after others with higher IDs did', async () => {
		const poller = await activate();
		const [late = 0, early] = await addLeads(organisation, 2);
		await hide(late);
		expect(idsOf(await poller.poll())).toEqual([early]);

		await hide();

		expect(idsOf(await poller.poll())).toEqual([late]);
		expect(await poller.poll()).toBeNull();
	});

	test('is the very first of an organisation', async () => {
		await organisation.remove();
		organisation = await createOrganisation({ seed: 'empty' });
		const poller = await activate();
		const [late = 0, early] = await addLeads(organisation, 2);
		await hide(late);
		expect(idsOf(await poller.poll())).toEqual([early]);

		await hide();

		expect(idsOf(await poller.poll())).toEqual([late]);
	});

	test('comes in the order of IDs with the new ones, also after a restart', async () => {
		const before = await activate();
		const [first = 0, second, third = 0] = await addLeads(organisation, 3);
		await hide(first, third);
		expect(idsOf(await before.poll())).toEqual([second]);
		const after = await activatePoller(order(), before.storedData());

		await hide(third);
		const [fourth] = await addLeads(organisation, 1);
		expect(idsOf(await after.poll())).toEqual([first, fourth]);

		await hide();
		expect(idsOf(await after.poll())).toEqual([third]);
		expect(await after.poll()).toBeNull();
	});

	test.each<[number, SwitchChanges]>([
		[49, { totals: 'none' }],
		[99, {}],
		[100, {}],
		[250, {}],
	])('is found behind %i newer ones with %j', async (newer, switches) => {
		await organisation.setSwitches(switches);
		const poller = await activate();
		const [late = 0, ...others] = await addLeads(organisation, newer + 1);
		await hide(late);
		expect(idsOf(await poller.poll())).toEqual(others);

		await hide();

		expect(idsOf(await poller.poll())).toEqual([late]);
		await organisation.clearJournal();
		expect(await poller.poll()).toBeNull();
		expect(await queries()).toHaveLength(1);
	});

	test.each<[number, SwitchChanges['totals']]>([
		[110, 'documented'],
		[70, 'documented'],
		[70, 'none'],
	])('is found together with %i new ones and %s totals', async (count, totals) => {
		await organisation.setSwitches({ totals });
		const poller = await activate();
		const [late = 0] = await addLeads(organisation, 40);
		await hide(late);
		await poller.poll();

		await hide();
		const ids = await addLeads(organisation, count);

		expect(idsOf(await poller.poll())).toEqual([late, ...ids]);
	});

	test('is found where it was hidden at the first poll already', async () => {
		await hide(40);
		const poller = await activate();

		await hide();

		expect(idsOf(await poller.poll())).toEqual([40]);
	});

	test.each<SwitchChanges['sorting']>(['ignored', 'ignoredNewestFirst', 'ignoredByName'])(
		'is found where the sorting is %s',
		async (sorting) => {
			await organisation.setSwitches({ sorting });
			const poller = await activate();
			const [late = 0, early] = await addLeads(organisation, 2);
			await hide(late);
			expect(idsOf(await poller.poll())).toEqual([early]);

			await hide();

			expect(idsOf(await poller.poll())).toEqual([late]);
			expect(await poller.poll()).toBeNull();
		},
	);

	test('is not taken for new where it is older than all that is remembered', async () => {
		await organisation.remove();
		organisation = await createOrganisation({ seed: { leads: 420, contacts: 0 } });
		await hide(7);
		const poller = await activate();

		await hide();

		expect(await poller.poll()).toBeNull();
		await organisation.clearJournal();
		expect(await poller.poll()).toBeNull();
		expect(await queries()).toHaveLength(1);
	});

	test('and was there before and came back is not given again', async () => {
		const poller = await activate();
		const ids = await addLeads(organisation, 3);
		expect(idsOf(await poller.poll())).toEqual(ids);
		await hide(...ids, 45);
		expect(await poller.poll()).toBeNull();
		const later = await addLeads(organisation, 1);
		expect(idsOf(await poller.poll())).toEqual(later);

		await hide();

		expect(await poller.poll()).toBeNull();
	});

	test('is found by the next poll where this one fails', async () => {
		const poller = await activate();
		const [late = 0] = await addLeads(organisation, 2);
		await hide(late);
		await poller.poll();
		await hide();
		await organisation.setFaults([{ kind: 'status', status: 500, times: 'always' }]);
		const stored = poller.storedData();
		await expect(poller.poll()).rejects.toThrow(/^YSUITE /);
		expect(poller.storedData()).toEqual(stored);
		await organisation.clearFaults();

		expect(idsOf(await poller.poll())).toEqual([late]);
	});

	test('is given once when two polls overlap', async () => {
		const poller = await activate();
		const [late = 0] = await addLeads(organisation, 2);
		await hide(late);
		await poller.poll();
		await hide();
		await organisation.setFaults([{ kind: 'latency', ms: 50, times: 2 }]);

		const outputs = await Promise.all([poller.poll(), poller.poll()]);

		expect(outputs.flatMap(idsOf)).toEqual([late]);
	});
});

test('leads that are added while the workflow is off start it when it is on again', async () => {
	const before = await activate();
	const ids = await addLeads(organisation, 3);

	const after = await activatePoller(order(), before.storedData());

	expect(idsOf(await after.poll())).toEqual(ids);
	expect(await after.poll()).toBeNull();
});

describe('another pair of keys', () => {
	/** The same workflow with other keys of the same organisation. */
	async function changeKeys(before: Poller): Promise<Poller> {
		const pair = await organisation.act({ action: 'keys.create' });
		const { baseUrl } = organisation;
		const credentials = {
			ySuiteApi: {
				baseUrl,
				accessKey: String(pair.accessKey),
				secretKey: String(pair.secretKey),
			},
		};
		return await activatePoller(order({ credentials }), before.storedData());
	}

	test.each([0, 1, 3, 130])(
		'of the same organisation loses none of %i leads that came meanwhile',
		async (count) => {
			const before = await activate();
			const ids = await addLeads(organisation, count);

			const after = await changeKeys(before);

			expect(idsOf(await after.poll())).toEqual(ids);
			expect(await after.poll()).toBeNull();
			expect(after.log).toEqual([]);
			const later = await addLeads(organisation, 1);
			expect(idsOf(await after.poll())).toEqual(later);
		},
	);

	test('of the same organisation keeps to what was seen and finds what becomes visible late', async () => {
		const before = await activate();
		const [late = 0, early] = await addLeads(organisation, 2);
		await organisation.setSwitches({ unlisted: [late] });
		expect(idsOf(await before.poll())).toEqual([early]);
		await organisation.setSwitches({ unlisted: [] });

		const after = await changeKeys(before);

		expect(idsOf(await after.poll())).toEqual([late]);
		expect(await (await changeKeys(after)).poll()).toBeNull();
	});

	test('is recognised by one lead that stayed as it was, though the others were deleted or edited', async () => {
		const before = await activate();
		for (let id = 2; id <= 30; id++) await organisation.act({ action: 'lead.delete', id });
		for (let id = 31; id <= 45; id++) {
			await organisation.act({
				action: 'lead.update',
				id,
				changes: { cstname: `Edited ${id}`, lead_status: 'Lost' },
			});
		}
		const ids = await addLeads(organisation, 2);

		const after = await changeKeys(before);

		expect(idsOf(await after.poll())).toEqual(ids);
		expect(after.log).toEqual([]);
	});

	test('that shows many older leads beside those that were seen does not flood the workflow with them', async () => {
		const older = Array.from({ length: 20 }, (_, index) => 2 * index + 1);
		await organisation.setSwitches({ unlisted: older });
		const before = await activate();
		await organisation.setSwitches({ unlisted: [] });
		const ids = await addLeads(organisation, 2);

		const after = await changeKeys(before);

		expect(idsOf(await after.poll())).toEqual(ids);
		expect(after.log).toEqual([
			expect.stringMatching(
				/^warn: YSUITE Trigger: The keys .* show 20 leads .* do not count as new\.$/,
			),
		]);
		expect(await after.poll()).toBeNull();
	});

	test('that shows many older leads does not flood the workflow with still older ones later', async () => {
		await organisation.remove();
		organisation = await createOrganisation({ seed: { leads: 250, contacts: 0 } });
		const older = Array.from({ length: 190 }, (_, index) => index + 1);
		await organisation.setSwitches({ unlisted: older });
		const before = await activate();
		await organisation.setSwitches({ unlisted: [], totals: 'none' });
		const after = await changeKeys(before);
		expect(await after.poll()).toBeNull();
		expect(after.log).toEqual([expect.stringMatching(/ show 40 leads .* do not count as new\.$/)]);

		const ids = await addLeads(organisation, 60);

		expect(idsOf(await after.poll())).toEqual(ids);
	});

	test('cannot be recognised where all leads that were seen are gone: it starts anew and says what is known', async () => {
		const before = await activate();
		for (let id = 1; id <= 45; id++) await organisation.act({ action: 'lead.delete', id });
		await addLeads(organisation, 2);

		const after = await changeKeys(before);

		expect(await after.poll()).toBeNull();
		expect(after.log).toEqual([
			expect.stringMatching(
				/^warn: YSUITE Trigger: The keys or the Base URL of the credential have changed.* were deleted .* or .* another organisation.*from now on\.$/,
			),
		]);
		const ids = await addLeads(organisation, 1);
		expect(idsOf(await after.poll())).toEqual(ids);
	});

	test('cannot be recognised by what the first version of the trigger remembered', async () => {
		const before = await activate();
		const older = await activatePoller(order(), byFirstVersion(before, 45));
		await addLeads(organisation, 1);

		const after = await changeKeys(older);

		expect(await after.poll()).toBeNull();
		expect(after.log).toEqual([expect.stringMatching(/have changed.*from now on\.$/)]);
	});

	test('of another organisation whose leads have the same IDs, numbers and names starts anew', async () => {
		const other = await createOrganisation();
		const before = await activate();
		await other.act({ action: 'lead.create', lead: { cstname: 'Layla' } });

		const after = await activatePoller(
			order({ credentials: other.credentials }),
			before.storedData(),
		);

		expect(await after.poll()).toBeNull();
		expect(after.log).toEqual([
			expect.stringMatching(/ opens another organisation\. .*from now on/),
		]);
		await other.remove();
	});
});

describe('Fetch test event', () => {
	test('shows the newest lead and changes nothing', async () => {
		const poller = await activate();
		const ids = await addLeads(organisation, 2);
		const stored = poller.storedData();

		expect(idsOf(await poller.fetchTestEvent())).toEqual(ids.slice(-1));
		expect(idsOf(await poller.fetchTestEvent())).toEqual(ids.slice(-1));

		expect(poller.storedData()).toEqual(stored);
		expect(idsOf(await poller.poll())).toEqual(ids);
	});

	test('before the first poll remembers nothing', async () => {
		const poller = await activatePoller(order());

		expect(idsOf(await poller.fetchTestEvent())).toEqual([45]);

		expect(poller.storedData()).toEqual({});
	});

	test('says so where there is no lead', async () => {
		await organisation.remove();
		organisation = await createOrganisation({ seed: 'empty' });
		const poller = await activatePoller(order());

		await expect(poller.fetchTestEvent()).rejects.toMatchObject({
			message: 'There is no lead in YSUITE yet',
			description: 'Add a lead in YSUITE, then fetch a test event again.',
		});
	});
});

describe('what is remembered', () => {
	test('tells no key', async () => {
		const poller = await activate();
		const stored = JSON.stringify(poller.storedData());

		expect(stored).not.toContain(organisation.accessKey);
		expect(stored).not.toContain(organisation.secretKey);
		expect(Object.keys(poller.storedData()).toSorted()).toEqual([
			'newestLead',
			'organisation',
			'recentLeads',
		]);
	});

	test('of another organisation does not count: its first poll starts nothing', async () => {
		const other = await createOrganisation({ seed: { leads: 60, contacts: 0 } });
		const before = await activate();
		const after = await activatePoller(
			order({ credentials: other.credentials }),
			before.storedData(),
		);

		expect(await after.poll()).toBeNull();

		expect(after.log).toEqual([
			expect.stringMatching(/^warn: YSUITE Trigger: .*another organisation.*from now on/),
		]);
		expect(after.storedData()).toMatchObject({ newestLead: 60 });
		const { cstid } = await other.act({ action: 'lead.create', lead: { cstname: 'Layla' } });
		expect(idsOf(await after.poll())).toEqual([cstid]);
		await other.remove();
	});

	test.each<[string, IDataObject]>([
		['of another node', { lastTimeChecked: '2026-01-01T00:00:00Z' }],
		['with a text for a number', { organisation: 'x', newestLead: 'NaN' }],
		['with a negative number', { organisation: 'x', newestLead: -1 }],
		['with null', { organisation: null, newestLead: null }],
		['with a list', { organisation: ['x'], newestLead: [1] }],
	])('%s is replaced, without a flood of old leads', async (_, stored) => {
		const poller = await activate(stored);

		expect(poller.log).toEqual([
			expect.stringMatching(/^warn: YSUITE Trigger: .*cannot be read.*from now on/),
		]);
		expect(poller.storedData()).toMatchObject({ newestLead: 45 });
		const ids = await addLeads(organisation, 1);
		expect(idsOf(await poller.poll())).toEqual(ids);
	});

	test('with a damaged number in it does not flood the workflow either', async () => {
		const { organisation: mark } = (await activate()).storedData();
		const poller = await activate({ organisation: mark, newestLead: null });

		expect(poller.storedData()).toMatchObject({ organisation: mark, newestLead: 45 });
	});

	test('is written when it changes and not otherwise', async () => {
		const poller = await activatePoller(order());
		await poller.poll();
		expect(poller.hasWritten()).toBe(true);

		await poller.poll();
		expect(poller.hasWritten()).toBe(false);

		await addLeads(organisation, 1);
		await poller.poll();
		expect(poller.hasWritten()).toBe(true);

		await poller.poll();
		expect(poller.hasWritten()).toBe(false);
		await poller.fetchTestEvent();
		expect(poller.hasWritten()).toBe(false);
	});

	test('stays small, however many leads there are', async () => {
		await organisation.remove();
		organisation = await createOrganisation({ seed: { leads: 1_000, contacts: 0 } });
		const poller = await activate();
		await addLeads(organisation, 320);

		expect(idsOf(await poller.poll())).toHaveLength(320);

		expect(JSON.stringify(poller.storedData()).length).toBeLessThan(4_000);
		await organisation.clearJournal();
		expect(await poller.poll()).toBeNull();
		expect(await queries()).toHaveLength(1);
	});

	test.each([45, 43])(
		'by the first version of the trigger, which was lead %i, is read on',
		async (newestLead) => {
			const poller = await activatePoller(order(), byFirstVersion(await activate(), newestLead));
			const ids = await addLeads(organisation, 3);

			expect(idsOf(await poller.poll())).toEqual([...[44, 45].slice(newestLead - 43), ...ids]);
			expect(await poller.poll()).toBeNull();
			expect(poller.log).toEqual([]);
		},
	);

	test.each<[string, IDataObject]>([
		['is damaged', { ids: ['x'], seenUpTo: null, total: 45, fingerprints: {} }],
		['is older', { ids: [44, 43], seenUpTo: null, total: 44, fingerprints: {} }],
		[
			'names a record that has no number',
			{ ids: [45], seenUpTo: null, total: 1, fingerprints: { x: 'y' } },
		],
	])('and %s leaves the newest lead, from which on it goes on', async (_, recentLeads) => {
		const stored = { ...byFirstVersion(await activate(), 45), recentLeads };
		const poller = await activatePoller(order(), stored);
		expect(await poller.poll()).toBeNull();

		const ids = await addLeads(organisation, 2);

		expect(idsOf(await poller.poll())).toEqual(ids);
		expect(poller.log).toEqual([]);
	});
});
