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
	outcomeOf,
	type Finding,
	type Outcome,
} from './finding.mts';

export const TEST_LEAD_NAME = 'Test lead of n8n-nodes-crmleadpro, may be deleted';
/** Nobody answers there: the domain is reserved (RFC 2606). */
const TEST_ADDRESS = 'https://example.com/n8n-nodes-crmleadpro-check';
const EVENT = 'contact.updated';
const BODIES = 'Bodies of deals, campaigns and webhooks';

/** What was compared by writing, and what is left in the account. */
export interface Written {
	readonly findings: readonly Finding[];
	/** A sentence for each thing that may be left, which says how to remove it. */
	readonly leftovers: readonly string[];
}

/** Creates, updates and archives a lead, and registers and removes a webhook. */
export async function compareByWriting(account: Account, apiKey: string): Promise<Written> {
	const findings: Finding[] = [];
	const left = new Map<'lead' | 'webhook', string>();
	const compare: Compare = async (subject, reading, check) => {
		const outcome = await check().catch(outcomeOf);
		findings.push({ subject, reading, ...outcome });
	};
	const writing = { account, compare, left };
	const leadId = await createLead(writing);
	if (leadId !== undefined) await changeAndArchive(writing, leadId);
	const url = `${TEST_ADDRESS}/${randomBytes(8).toString('hex')}`;
	const webhookId = await register(writing, url, apiKey);
	if (left.has('webhook')) await unregister(writing, url, webhookId);
	return { findings, leftovers: [...left.values()] };
}

type Compare = (subject: string, reading: string, check: () => Promise<Outcome>) => Promise<void>;

interface Writing {
	readonly account: Account;
	readonly compare: Compare;
	/** What may be left in the account. */
	readonly left: Map<'lead' | 'webhook', string>;
}

async function createLead({ account, compare, left }: Writing): Promise<string | undefined> {
	let id: string | undefined;
	await compare(BODIES, '`POST /leads` creates a lead and replies with it', async () => {
		const sent = account.exchanges.length;
		const body = { name: TEST_LEAD_NAME, source: 'api', tags: ['test'] };
		try {
			const reply = await account.send({ method: 'POST', path: '/leads', body });
			if (isFailure(reply)) return differs(describeReply(reply));
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
	await compare(BODIES, '`PATCH /leads/{id}` changes a lead and replies with it', async () => {
		const body = { company: 'Test company' };
		const reply = await account.send({ method: 'PATCH', path: path`/leads/${id}`, body });
		const isChanged = !isFailure(reply) && readRecord(reply, 'lead').company === body.company;
		return isChanged ? holds(describeReply(reply)) : differs(describeReply(reply));
	});
	await compare(BODIES, '`DELETE /leads/{id}` archives a lead', async () => {
		const reply = await account.send({ method: 'DELETE', path: path`/leads/${id}` });
		if (isFailure(reply)) return differs(describeReply(reply));
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
	const reading = '`POST /webhooks` registers one and tells its ID';
	await compare('Registering a webhook', reading, async () => {
		const sent = account.exchanges.length;
		const secret = randomBytes(32).toString('hex');
		try {
			const webhook = { url, events: [EVENT], secret };
			const registered = await registerWebhook(account.client, webhook, [apiKey]);
			id = registered.id;
			const signs = registered.secrets.length > 0 ? 'a known secret signs' : 'the secret is hidden';
			const came = `${describeLast(account)}; ${signs}`;
			return id === undefined ? differs(`No ID was found: ${came}`) : holds(came);
		} catch (error) {
			return outcomeOfLast(account, sent, error);
		} finally {
			if (mayHaveHappened(account, sent)) {
				left.set('webhook', `Perhaps a webhook for ${url}: remove it in CRMLead Pro.`);
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
	const reading = '`DELETE /webhooks/{id}` removes one';
	await compare('Listing and removing webhooks', reading, async () => {
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
	return exchange?.reply === undefined ? outcomeOf(error) : differs(describeReply(exchange.reply));
}

function describeLast({ exchanges }: Account): string {
	const reply = exchanges.at(-1)?.reply;
	return reply === undefined ? 'No reply came.' : describeReply(reply);
}
