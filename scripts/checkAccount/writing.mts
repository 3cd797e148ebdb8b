import { randomBytes } from 'node:crypto';
import { webhookEvents } from '../../nodes/CrmLeadPro/events.ts';
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
	const leftovers: string[] = [];
	const compare = async (
		subject: string,
		reading: string,
		check: () => Promise<Outcome>,
	): Promise<Outcome> => {
		const outcome = await check().catch(outcomeOf);
		findings.push({ subject, reading, ...outcome });
		return outcome;
	};
	await writeLead(account, compare, leftovers);
	await writeWebhook(account, apiKey, compare, leftovers);
	return { findings, leftovers };
}

type Compare = (
	subject: string,
	reading: string,
	check: () => Promise<Outcome>,
) => Promise<Outcome>;

async function writeLead(account: Account, compare: Compare, leftovers: string[]): Promise<void> {
	let id: string | undefined;
	const named = `a lead "${TEST_LEAD_NAME}" may be there: archive it in CRMLead Pro.`;
	await compare(BODIES, '`POST /leads` creates a lead and replies with it', async () => {
		leftovers.push(`It is not certain that none was created: ${named}`);
		const body = { name: TEST_LEAD_NAME, source: 'api', tags: ['test'] };
		const reply = await account.send({ method: 'POST', path: '/leads', body });
		if (isFailure(reply)) {
			if (reply.status < 500) leftovers.pop();
			return differs(describeReply(reply));
		}
		id = readId(readRecord(reply, 'lead').id);
		if (id === undefined) return differs(`No ID was found: ${describeReply(reply)}`);
		leftovers.splice(-1, 1, `The lead ${id}, "${TEST_LEAD_NAME}": archive it in CRMLead Pro.`);
		return holds(describeReply(reply));
	});
	const leadId = id;
	if (leadId === undefined) return;
	await compare(BODIES, '`PATCH /leads/{id}` changes a lead and replies with it', async () => {
		const body = { company: 'Test company' };
		const reply = await account.send({ method: 'PATCH', path: path`/leads/${leadId}`, body });
		const isChanged = !isFailure(reply) && readRecord(reply, 'lead').company === body.company;
		return isChanged ? holds(describeReply(reply)) : differs(describeReply(reply));
	});
	await compare(BODIES, '`DELETE /leads/{id}` archives a lead', async () => {
		const reply = await account.send({ method: 'DELETE', path: path`/leads/${leadId}` });
		if (isFailure(reply)) return differs(describeReply(reply));
		leftovers.pop();
		readDeletion(reply);
		return holds(describeReply(reply));
	});
}

async function writeWebhook(
	account: Account,
	apiKey: string,
	compare: Compare,
	leftovers: string[],
): Promise<void> {
	const url = `${TEST_ADDRESS}/${randomBytes(8).toString('hex')}`;
	let id: string | undefined;
	let isRegistered = false;
	await compare(
		'Registering a webhook',
		'`POST /webhooks` registers one and tells its ID',
		async () => {
			leftovers.push(`The webhook for ${url} may be there: remove it in CRMLead Pro.`);
			isRegistered = true;
			try {
				const registration = { url, events: ['contact.updated'] satisfies EventName[] };
				const secret = randomBytes(32).toString('hex');
				const registered = await registerWebhook(account.client, { ...registration, secret }, [
					apiKey,
				]);
				id = registered.id;
				const signs =
					registered.secrets.length > 0 ? 'a known secret signs' : 'the secret is hidden';
				const came = `${describeLast(account)}; ${signs}`;
				return id === undefined ? differs(`No ID was found: ${came}`) : holds(came);
			} catch (error) {
				const reply = account.exchanges.at(-1)?.reply;
				if (reply !== undefined && isFailure(reply) && reply.status < 500) {
					isRegistered = false;
					leftovers.pop();
				}
				return reply === undefined ? outcomeOf(error) : differs(describeReply(reply));
			}
		},
	);
	if (!isRegistered) return;
	await compare(
		'Listing and removing webhooks',
		'`DELETE /webhooks/{id}` removes one',
		async () => {
			const listed = await listWebhooks(account.client).catch(() => undefined);
			const known = id ?? listed?.find((webhook) => webhook.url === url)?.id;
			if (known === undefined) return differs('No ID is known, so it could not be removed.');
			try {
				const isGone = await removeWebhook(account.client, known, listed !== undefined);
				if (!isGone) return holds(`Webhooks cannot be removed: ${describeLast(account)}`);
				leftovers.pop();
				return holds(describeLast(account));
			} catch (error) {
				const reply = account.exchanges.at(-1)?.reply;
				return reply === undefined ? outcomeOf(error) : differs(describeReply(reply));
			}
		},
	);
}

type EventName = (typeof webhookEvents)[number]['value'];

function describeLast({ exchanges }: Account): string {
	const reply: ApiReply | undefined = exchanges.at(-1)?.reply;
	return reply === undefined ? 'No reply came.' : describeReply(reply);
}
