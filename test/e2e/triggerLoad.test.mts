import { randomUUID } from 'node:crypto';

import { until } from '../launcher/support/processes.mts';
import { forEachAtOnce } from '../support/forEachAtOnce.mts';
import { mac } from '../unit/support/signatures.mts';
import { createAccount, session } from './support/n8nAccount.mts';
import { countSuccesses, storedExecutions } from './support/storedExecutions.mts';
import { TRIGGER, triggerWorkflow } from './support/triggerWorkflow.mts';

const EVENTS = 600;
const AT_ONCE = 8;

interface Delivery {
	kind: 'honest' | 'repeated' | 'forged';
	body: string;
	secret: string;
}

/** One in ten is a repeat of an earlier one, one in ten is forged. */
function makeDeliveries(secret: string): Delivery[] {
	const deliveries: Delivery[] = [];
	for (let number = 0; number < EVENTS; number += 1) {
		const earlier = deliveries[number - 7];
		if (number % 10 === 9 && earlier?.kind === 'honest') {
			deliveries.push({ ...earlier, kind: 'repeated' });
			continue;
		}
		const kind = number % 10 === 4 ? 'forged' : 'honest';
		const data = { name: `${kind} ${number}` };
		const body = JSON.stringify({ id: `evt_${randomUUID()}`, event: 'lead.created', data });
		deliveries.push({ kind, body, secret: kind === 'forged' ? 'a guess' : secret });
	}
	return deliveries;
}

async function deliver(url: string, { body, secret }: Delivery): Promise<number> {
	const signature = mac(body, secret).toString('hex');
	const reply = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json', 'x-crmleadpro-signature': signature },
		body,
	});
	await reply.text();
	return reply.status;
}

test('of 600 deliveries, eight at a time, every distinct event starts one execution and no forged one does', async () => {
	const { workspace, credential } = await createAccount();
	const workflow = await session.saveWorkflow(
		triggerWorkflow(credential, workspace.id, { events: ['lead.created'] }),
	);
	await session.activateWorkflow(workflow);
	const [webhook] = (await workspace.state()).webhooks;
	const { url = '', secret = '' } = webhook ?? {};
	const deliveries = makeDeliveries(secret);
	const statuses: Array<[kind: string, status: number]> = [];

	const startedAt = performance.now();
	await forEachAtOnce(deliveries, AT_ONCE, async (delivery) => {
		statuses.push([delivery.kind, await deliver(url, delivery)]);
	});
	const seconds = (performance.now() - startedAt) / 1000;

	const honest = deliveries.filter(({ kind }) => kind === 'honest').map(({ body }) => body);
	const userFolder = process.env.E2E_N8N_USER_FOLDER ?? '';
	await until(() => countSuccesses(userFolder, workflow.id) >= honest.length);
	const executed = storedExecutions(userFolder, workflow.id).map(({ output }) =>
		JSON.stringify(output[TRIGGER]?.[0]?.json),
	);
	const repeats = executed.length - new Set(executed).size;
	process.stdout.write(
		`${EVENTS} deliveries in ${seconds.toFixed(1)} s (${Math.round(EVENTS / seconds)}/s); ${repeats} of ${deliveries.filter(({ kind }) => kind === 'repeated').length} repeats slipped through.\n`,
	);

	expect(new Set(executed)).toEqual(new Set(honest));
	expect(statuses.filter(([kind, status]) => status !== (kind === 'forged' ? 401 : 200))).toEqual(
		[],
	);
});
