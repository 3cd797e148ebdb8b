import type { IDataObject } from 'n8n-workflow';
import { readErrorBody } from '../../nodes/shared/http/errorBody.ts';
import { findList } from '../../nodes/shared/http/paging/envelopes.ts';
import { readRateLimit } from '../../nodes/shared/http/rateLimit/headers.ts';
import {
	isGone,
	readList,
	readRecord,
	readReport,
	type ApiReply,
} from '../../nodes/shared/http/reply.ts';
import { isJsonObject, readId } from '../../nodes/shared/json.ts';
import { path } from '../../nodes/shared/http/path.ts';
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
import { checkPaging } from './paging.mts';
import { FILTERS, checkFilter, checkSearch, checkSorting, checkUnknownSearch } from './queries.mts';
import { findPlace, maskName } from './shape.mts';

/** Records that are looked at in each list. */
const SAMPLE_SIZE = 50;

/** What is known of the account when a reading is compared. */
export interface Scene {
	readonly account: Account;
	/** Some leads; none where they could not be read. */
	readonly leads: readonly IDataObject[];
}

/** A reading and how it is compared. */
interface Comparison extends Reading {
	readonly check: (scene: Scene) => Promise<Outcome> | Outcome;
}

const list = (plural: string): Comparison => ({
	subject: 'Lists',
	reading: `\`GET /${plural}\` replies with a list`,
	check: async ({ account }) => checkList(await firstReply(account, `/${plural}`), plural),
});

const neverTried = (subject: Reading['subject'], reading: string, reason: string): Comparison => ({
	subject,
	reading,
	check: () => notTold(reason),
});

const UNSENT = 'Not tried: nothing removes a deal, and a campaign cannot be taken back.';
const NO_YSUITE = 'Not tried: only CRMLead Pro is checked.';
const NO_EVENTS =
	'Not tried: it takes an address that receives events. A CRMLead Pro Trigger with Include Headers shows them.';

const COMPARISONS: readonly Comparison[] = [
	list('leads'),
	list('contacts'),
	list('pipelines'),
	{
		subject: 'Lists',
		reading: '`GET /leads/{id}` replies with the lead, bare or in an envelope',
		check: checkSingleLead,
	},
	{
		subject: 'Lists',
		reading: '`GET /analytics/pipeline` replies with a report',
		check: checkFunnel,
	},
	{ subject: 'Next page', reading: 'Further pages of leads are found', check: checkPaging },
	{
		subject: 'Query parameters',
		reading: '`search` leaves out what does not fit',
		check: checkUnknownSearch,
	},
	{ subject: 'Query parameters', reading: '`search` finds a lead', check: checkSearch },
	{ subject: 'Query parameters', reading: '`sort_by` and `sort_order` sort', check: checkSorting },
	...FILTERS.map(
		(name): Comparison => ({
			subject: 'Query parameters',
			reading: `\`${name}\` filters leads`,
			check: (scene) => checkFilter(scene, name),
		}),
	),
	neverTried(
		'Bodies of deals, campaigns and webhooks',
		'Names in snake_case are known for deals and campaigns',
		UNSENT,
	),
	neverTried('Recipients of a campaign', 'Names of recipients are known', UNSENT),
	{
		subject: 'Failures',
		reading: 'An unknown lead is answered by 404 or 410, with words that are found',
		check: checkUnknownLead,
	},
	{
		subject: 'Too many requests',
		reading: 'Headers about the rate limit are read',
		check: checkRateLimit,
	},
	{
		subject: 'Listing and removing webhooks',
		reading: '`GET /webhooks` replies with a list, or 404, 405 or 501',
		check: checkWebhookList,
	},
	neverTried('Signature of an event', 'An event’s signature is understood', NO_EVENTS),
	neverTried('Name of an event', 'An event’s name is found', NO_EVENTS),
	neverTried('What makes an event a repeat', 'An event’s ID is found', NO_EVENTS),
	neverTried('New leads in YSUITE', 'A lead with a higher ID is newer', NO_YSUITE),
	neverTried('Updating a contact in YSUITE', 'Fields that are not sent are kept', NO_YSUITE),
];

/**
 * Compares all readings that can be compared without changing anything.
 */
export async function compareReadings(account: Account): Promise<Finding[]> {
	const scene = { account, leads: await readSample(account) };
	const findings: Finding[] = [];
	for (const { subject, reading, check } of COMPARISONS) {
		const outcome = await Promise.resolve(scene).then(check).catch(outcomeOf);
		findings.push({ subject, reading, ...outcome });
	}
	return findings;
}

/** The reply to the first request for a path, which is sent where it was not yet. */
export async function firstReply(account: Account, listPath: string): Promise<ApiReply> {
	const earlier = account.exchanges.find(({ request }) => request.path === listPath)?.reply;
	if (earlier !== undefined) return earlier;
	const query =
		listPath === '/leads' || listPath === '/contacts'
			? { page: '1', limit: String(SAMPLE_SIZE) }
			: {};
	return await account.send({ method: 'GET', path: listPath, query });
}

async function readSample(account: Account): Promise<IDataObject[]> {
	try {
		return readList(await firstReply(account, '/leads'), 'leads');
	} catch {
		return [];
	}
}

function checkList(reply: ApiReply, plural: string): Outcome {
	const failure = outcomeOfFailure(reply);
	if (failure !== undefined) return failure;
	const rows = findList(reply.body, plural)?.rows;
	if (!rows?.every(isJsonObject)) return differs(describeReply(reply));
	const place = findPlace(reply.body, (value) => value === rows) ?? 'in an envelope';
	const records = readList(reply, plural);
	if (records.length === 0) return holds(`The list stands ${place}. It is empty.`);
	const withId = records.filter(({ id }) => readId(id) !== undefined).length;
	return withId === records.length
		? holds(`The list stands ${place}.`)
		: differs(
				`The list stands ${place}, but not every record has an \`id\`: ${describeReply(reply)}`,
			);
}

async function checkSingleLead({ account, leads }: Scene): Promise<Outcome> {
	const id = leads.map((lead) => readId(lead.id)).find((one) => one !== undefined);
	if (id === undefined) return notTold('No lead with an ID is known.');
	const reply = await account.send({ method: 'GET', path: path`/leads/${id}` });
	const failure = outcomeOfFailure(reply);
	if (failure !== undefined) return failure;
	const isIt = (value: unknown): boolean => isJsonObject(value) && readId(value.id) === id;
	const place = findPlace(reply.body, isIt);
	try {
		if (readId(readRecord(reply, 'lead').id) === id && place !== undefined) {
			return holds(`The lead stands ${place}.`);
		}
	} catch {
		// What came is shown below.
	}
	return differs(describeReply(reply));
}

async function checkFunnel({ account }: Scene): Promise<Outcome> {
	const reply = await account.send({ method: 'GET', path: '/analytics/pipeline' });
	const failure = outcomeOfFailure(reply);
	if (failure !== undefined) return failure;
	try {
		readReport(reply, 'funnel', ['analytics', 'funnel']);
		return holds(describeReply(reply));
	} catch {
		return differs(describeReply(reply));
	}
}

async function checkUnknownLead({ account }: Scene): Promise<Outcome> {
	const reply = await account.send({
		method: 'GET',
		path: '/leads/lead_00000000000000000000000000',
	});
	if (reply.status >= 500) return notTold(describeReply(reply));
	const { message, details } = readErrorBody(reply);
	const hasWords = message !== undefined || details.length > 0;
	const came = `${describeReply(reply)}${hasWords ? '' : '; no words were found'}`;
	return isGone(reply) && hasWords ? holds(came) : differs(came);
}

/** Headers that look as if they were about rates. */
const RATE_HEADER = /rate-?limit|retry-after|quota|throttl/i;

function checkRateLimit({ account }: Scene): Outcome {
	const replies = account.exchanges.flatMap(({ reply }) => (reply === undefined ? [] : [reply]));
	const names = new Set(replies.flatMap(({ headers }) => Object.keys(headers)));
	const found = [...names]
		.filter((name) => RATE_HEADER.test(name))
		.map((name) => `\`${maskName(name)}\``);
	const reports = replies.map((reply) => ({ reply, ...readRateLimit(reply, Date.now()) }));
	const limited = reports.find(({ reply }) => reply.status === 429);
	if (limited !== undefined) {
		const came = `A 429 came with ${found.join(', ') || 'no such header'}.`;
		return limited.retryAfter === undefined ? differs(`${came} No wait was found.`) : holds(came);
	}
	if (found.length === 0) return notTold('No such header came.');
	return reports.some(({ remaining }) => remaining !== undefined)
		? holds(`What is left of the quota was read from ${found.join(', ')}.`)
		: differs(`What is left of the quota was not found in ${found.join(', ')}.`);
}

async function checkWebhookList({ account }: Scene): Promise<Outcome> {
	const reply = await firstReply(account, '/webhooks');
	if ([404, 405, 501].includes(reply.status)) {
		return holds(`Webhooks cannot be listed (HTTP ${reply.status}).`);
	}
	return checkList(reply, 'webhooks');
}
