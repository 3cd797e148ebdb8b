import { randomBytes } from 'node:crypto';
import {
	listWebhooks,
	registerWebhook,
	removeWebhook,
} from '../../nodes/CrmLeadProTrigger/registering/webhooksApi.ts';
import { path } from '../../nodes/shared/http/path.ts';
import {
	isFailure,
	readDeletion,
	readRecord,
	type ApiReply,
} from '../../nodes/shared/http/reply.ts';
import { readId } from '../../nodes/shared/json.ts';
import type { Account } from './account.mts';
import {
	describeReply,
	differs,
	holds,
	notTold,
	outcomeOf,
	outcomeOfFailure,
	type Finding,
	type Outcome,
	type Reading,
} from './finding.mts';

export const TEST_LEAD_NAME = 'Test lead of n8n-nodes-crmleadpro, may be deleted';
/** Events get nowhere: no such domain can be (RFC 6761). */
const TEST_ADDRESS = 'https://n8n-nodes-crmleadpro-check.invalid';
const EVENT = 'contact.updated';
const BODIES = 'Bodies of deals, campaigns and webhooks';

/** What is compared by writing, in the order in which it is done. */
const STEPS = {
	create: { subject: BODIES, reading: '`POST /leads` creates a lead and replies with it' },
	change: { subject: BODIES, reading: '`PATCH /leads/{id}` changes a lead and replies with it' },
	archive: { subject: BODIES, reading: '`DELETE /leads/{id}` archives a lead' },
	register: {
		subject: 'Registering a webhook',
		reading: '`POST /webhooks` registers one and tells its ID',
	},
	remove: {
		subject: 'Listing and removing webhooks',
		reading: '`DELETE /webhooks/{id}` removes one',
	},
} satisfies Record<string, Reading>;

/** What was compared by writing, and what is left in the account. */
export interface Written {
	readonly findings: readonly Finding[];
	/** A sentence for each thing that may be left, which says how to remove it. */
	readonly leftovers: readonly string[];
}

/** Creates, updates and archives a lead, and registers and removes a webhook. */
export async function compareByWriting(account: Account, apiKey: string): Promise<Written> {
	const outcomes = new Map<Reading, Outcome>();
	const left = new Map<'lead' | 'webhook', string>();
	const compare: Compare = async (step, check) => {
		outcomes.set(step, await check().catch(outcomeOf));
	};
	const writing = { account, compare, left };
	const leadId = await createLead(writing);
	if (leadId !== undefined) await changeAndArchive(writing, leadId);
	const url = `${TEST_ADDRESS}/${randomBytes(8).toString('hex')}`;
	const webhookId = await register(writing, url, apiKey);
	if (left.has('webhook')) await unregister(writing, url, webhookId);
	const untried = notTold('Not tried, because the step before it failed.');
	return { findings: toFindings(outcomes, untried), leftovers: [...left.values()] };
}

/** The same readings where nothing may be written. */
export function withoutWriting(): Finding[] {
	return toFindings(new Map(), notTold('Not tried without --write.'));
}

function toFindings(outcomes: ReadonlyMap<Reading, Outcome>, untried: Outcome): Finding[] {
	return Object.values(STEPS).map((step) => ({ ...step, ...(outcomes.get(step) ?? untried) }));
}

type Compare = (step: Reading, check: () => Promise<Outcome>) => Promise<void>;

interface Writing {
	readonly account: Account;
	readonly compare: Compare;
	/** What may be left in the account. */
	readonly left: Map<'lead' | 'webhook', string>;
}

async function createLead({ account, compare, left }: Writing): Promise<string | undefined> {
	let id: string | undefined;
	await compare(STEPS.create, async () => {
		const sent = account.exchanges.length;
		const body = { name: TEST_LEAD_NAME, source: 'api' };
		try {
			const reply = await account.send({ method: 'POST', path: '/leads', body });
			const failure = outcomeOfFailure(reply);
			if (failure !== undefined) return failure;
			id = findLeadId(reply);
			return id === undefined
				? differs(`No ID was found: ${describeReply(reply)}`)
				: holds(describeReply(reply));
		} finally {
			if (mayHaveHappened(account, sent)) {
				left.set(
					'lead',
					`${id === undefined ? 'Perhaps a lead' : `The lead ${id}`}, "${TEST_LEAD_NAME}": archive it in CRMLead Pro.`,
				);
			}
		}
	});
	return id;
}

/** Whether a request was sent since then, and not declined. */
function mayHaveHappened({ exchanges }: Account, sentBefore: number): boolean {
	if (exchanges.length === sentBefore) return false;
	const reply = exchanges.at(-1)?.reply;
	return reply === undefined || !isFailure(reply) || reply.status < 300 || reply.status >= 500;
}

function findLeadId(reply: ApiReply): string | undefined {
	try {
		return readId(readRecord(reply, 'lead').id);
	} catch {
		return undefined;
	}
}

async function changeAndArchive({ account, compare, left }: Writing, id: string): Promise<void> {
	await compare(STEPS.change, async () => {
		const body = { company: 'Test company' };
		const reply = await account.send({ method: 'PATCH', path: path`/leads/${id}`, body });
		const failure = outcomeOfFailure(reply);
		if (failure !== undefined) return failure;
		const isChanged = readRecord(reply, 'lead').company === body.company;
		return isChanged ? holds(describeReply(reply)) : differs(describeReply(reply));
	});
	await compare(STEPS.archive, async () => {
		const reply = await account.send({ method: 'DELETE', path: path`/leads/${id}` });
		const failure = outcomeOfFailure(reply);
		if (failure !== undefined) return failure;
		readDeletion(reply);
		left.delete('lead');
		return holds(describeReply(reply));
	});
}

async function register(
	{ account, compare, left }: Writing,
	url: string,
	apiKey: string,
): Promise<string | undefined> {
	let id: string | undefined;
	await compare(STEPS.register, async () => {
		const sent = account.exchanges.length;
		const secret = randomBytes(32).toString('hex');
		try {
			const webhook = { url, events: [EVENT], secret };
			const registered = await registerWebhook(account.client, webhook, [apiKey]);
			id = registered.id;
			const signs =
				registered.secrets.length > 0
					? 'the signing secret is known'
					: 'the signing secret is hidden';
			const came = `${describeLast(account)}; ${signs}`;
			return id === undefined ? differs(`No ID was found: ${came}`) : holds(came);
		} catch (error) {
			return outcomeOfLast(account, sent, error);
		} finally {
			if (mayHaveHappened(account, sent)) {
				left.set(
					'webhook',
					`${id === undefined ? 'Perhaps a' : 'The'} webhook for ${url}: remove it in CRMLead Pro.`,
				);
			}
		}
	});
	return id;
}

async function unregister(
	{ account, compare, left }: Writing,
	url: string,
	registeredId: string | undefined,
): Promise<void> {
	await compare(STEPS.remove, async () => {
		const listed = await listWebhooks(account.client).catch(() => undefined);
		const id = registeredId ?? listed?.find((webhook) => webhook.url === url)?.id;
		if (id === undefined) return differs('No ID is known, so it could not be removed.');
		const sent = account.exchanges.length;
		try {
			const isGone = await removeWebhook(account.client, id, listed !== undefined);
			if (!isGone) return holds(`Webhooks cannot be removed: ${describeLast(account)}`);
			left.delete('webhook');
			return holds(describeLast(account));
		} catch (error) {
			return outcomeOfLast(account, sent, error);
		}
	});
}

/** What a failed request of the nodes' own code says: its reply, if one came. */
function outcomeOfLast(account: Account, sentBefore: number, error: unknown): Outcome {
	const exchange = account.exchanges.length > sentBefore ? account.exchanges.at(-1) : undefined;
	if (exchange?.reply === undefined) return outcomeOf(error);
	return outcomeOfFailure(exchange.reply) ?? differs(describeReply(exchange.reply));
}

function describeLast({ exchanges }: Account): string {
	const reply = exchanges.at(-1)?.reply;
	return reply === undefined ? 'No reply came.' : describeReply(reply);
}
