import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { seededRandom } from '../../sandbox/random.mts';
import { until } from '../launcher/support/processes.mts';
import { forEachAtOnce } from '../support/forEachAtOnce.mts';
import { forgeryOf } from '../support/forgeries.mts';
import { createWorkspace } from '../support/workspace.mts';
import { mac, SIGNATURE_HEADERS } from '../unit/support/signatures.mts';
import { INSPECTED, usedHeapOf } from './support/heapOf.mts';
import { prepareOwnN8n, type OwnN8n } from './support/ownN8n.mts';
import { countSuccesses, storedExecutions } from './support/storedExecutions.mts';
import { TRIGGER, triggerWorkflow } from './support/triggerWorkflow.mts';

const FORGED = 3_000;
const HONEST_EVERY = 50;
const AT_ONCE = 8;
/** If n8n kept the bodies, 2,500 of them would take 25 MB. */
const PADDING = 'x'.repeat(10_000);
const WARM_UP = 500;
const MOST_GROWTH_BYTES = 8_000_000;

let n8n: OwnN8n;

beforeAll(async () => {
	n8n = await prepareOwnN8n();
});

afterAll(async () => {
	await n8n.stop();
});

test('of 3,000 forged deliveries over HTTP none starts anything or stays in memory, and honest ones are served meanwhile', async () => {
	const session = await n8n.start({ NODE_OPTIONS: INSPECTED });
	const workspace = await createWorkspace();
	const { id, credentials } = workspace;
	const credential = await session.saveCredential('crmLeadProApi', id, credentials.crmLeadProApi);
	const workflow = await session.saveWorkflow(
		triggerWorkflow(credential, id, { events: ['lead.created'] }),
	);
	await session.activateWorkflow(workflow);
	const [{ url = '', secret = '' } = {}] = (await workspace.state()).webhooks;
	const random = seededRandom(20_260_202);
	const bodyOf = (eventId: string) =>
		JSON.stringify({ id: eventId, event: 'lead.created', data: { name: PADDING } });
	const send = async (body: string, header: string, signature: string) => {
		const headers = { 'content-type': 'application/json', [header]: signature };
		const reply = await fetch(url, { method: 'POST', headers, body });
		await reply.text();
		return reply.status;
	};
	const forged = new Map<number, number>();
	const honest: Array<[eventId: string, status: number]> = [];
	const numbers = Array.from({ length: FORGED }, (_, number) => number);
	const attack = async (number: number) => {
		const body = bodyOf(`evt_forged_${number}`);
		const header = SIGNATURE_HEADERS[number % SIGNATURE_HEADERS.length] ?? '';
		const status = await send(body, header, forgeryOf(number)(body, secret, random));
		forged.set(status, (forged.get(status) ?? 0) + 1);
		if (number % HONEST_EVERY !== 0) return;
		const eventId = `evt_honest_${number}`;
		const genuine = bodyOf(eventId);
		const signature = mac(genuine, secret).toString('hex');
		honest.push([eventId, await send(genuine, 'x-crmleadpro-signature', signature)]);
	};
	const heapWhenQuiet = async () => {
		await until(() => countSuccesses(n8n.userFolder, workflow.id) >= honest.length);
		return await usedHeapOf(await readFile(join(n8n.userFolder, 'n8n.log'), 'utf8'));
	};

	await forEachAtOnce(numbers.slice(0, WARM_UP), AT_ONCE, attack);
	const before = await heapWhenQuiet();
	await forEachAtOnce(numbers.slice(WARM_UP), AT_ONCE, attack);
	const growth = (await heapWhenQuiet()) - before;

	process.stdout.write(`${FORGED} forgeries: n8n's heap grew by ${growth} bytes.\n`);
	expect([...forged]).toEqual([[401, FORGED]]);
	expect(honest).toHaveLength(FORGED / HONEST_EVERY);
	expect(honest.filter(([, status]) => status !== 200)).toEqual([]);
	const started = storedExecutions(n8n.userFolder, workflow.id).map(
		({ output }) => output[TRIGGER]?.[0]?.json.id,
	);
	expect(started.sort()).toEqual(honest.map(([eventId]) => eventId).sort());
	expect(growth).toBeLessThan(MOST_GROWTH_BYTES);
}, 600_000);
