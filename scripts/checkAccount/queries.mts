import type { IDataObject } from 'n8n-workflow';
import { readList } from '../../nodes/shared/http/reply.ts';
import type { Query } from '../../nodes/shared/http/request.ts';
import { firstText, readId } from '../../nodes/shared/json.ts';
import type { Account } from './account.mts';
import { differs, holds, notTold, outcomeOfFailure, type Outcome } from './finding.mts';
import type { Scene } from './readings.mts';

/** Filters of leads, by the names of the fields. */
export const FILTERS = ['status', 'pipeline_stage', 'source', 'assigned_to', 'tags'];
const PAGE_SIZE = '25';
/** Found in no lead. */
const UNKNOWN_TEXT = 'zq8x0v7k-n8n-nodes-crmleadpro';

type Answer = { readonly leads: readonly IDataObject[] } | { readonly failure: Outcome };

async function ask(account: Account, query: Query): Promise<Answer> {
	const reply = await account.send({
		method: 'GET',
		path: '/leads',
		query: { page: '1', limit: PAGE_SIZE, ...query },
	});
	const failure = outcomeOfFailure(reply);
	return failure === undefined ? { leads: readList(reply, 'leads') } : { failure };
}

const NO_LEADS = notTold('The account shows no leads to compare with.');

/** Whether a text that is in no lead is found in none. */
export async function checkUnknownSearch({ account, leads }: Scene): Promise<Outcome> {
	if (leads.length === 0) return NO_LEADS;
	const answer = await ask(account, { search: UNKNOWN_TEXT });
	if ('failure' in answer) return answer.failure;
	return answer.leads.length === 0
		? holds('A text that is in no lead found none.')
		: differs('A text that is in no lead found leads: the parameter seems to be ignored.');
}

/** Whether a lead is found by its email or name. */
export async function checkSearch({ account, leads }: Scene): Promise<Outcome> {
	for (const field of ['email', 'name']) {
		const lead = leads.find((one) => firstText(one[field]) !== undefined);
		if (lead === undefined) continue;
		const answer = await ask(account, { search: firstText(lead[field]) });
		if ('failure' in answer) return answer.failure;
		return answer.leads.some(({ id }) => readId(id) === readId(lead.id))
			? holds(`A lead was found by its \`${field}\`.`)
			: differs(`A lead was not found by its \`${field}\`.`);
	}
	return notTold('No lead with an email or a name is known.');
}

/** Whether leads come in both orders of `created_at`. */
export async function checkSorting({ account, leads }: Scene): Promise<Outcome> {
	if (new Set(leads.map(timeOf)).size < 2) {
		return notTold('Leads with different `created_at` are needed to compare.');
	}
	const orders: string[] = [];
	for (const order of ['asc', 'desc']) {
		const answer = await ask(account, { sort_by: 'created_at', sort_order: order });
		if ('failure' in answer) return answer.failure;
		const times = answer.leads.map(timeOf);
		const direction = order === 'asc' ? 1 : -1;
		const isSorted = times.every(
			(time, index) => index === 0 || direction * (time - (times[index - 1] ?? time)) >= 0,
		);
		if (!isSorted || new Set(times).size < 2) orders.push(order);
	}
	return orders.length === 0
		? holds('Leads came in ascending and in descending order of `created_at`.')
		: differs(`Leads did not come in the order ${orders.join(' nor ')} of \`created_at\`.`);
}

function timeOf({ created_at: created }: IDataObject): number {
	return typeof created === 'number' ? created : Date.parse(firstText(created) ?? '');
}

/** Whether a filter lets through only what fits. */
export async function checkFilter({ account, leads }: Scene, name: string): Promise<Outcome> {
	const values = leads.map((lead) => valuesOf(lead[name]));
	const candidates = [...new Set(values.flat())];
	const countOf = (value: string): number => values.filter((list) => list.includes(value)).length;
	const [rarest] = candidates.toSorted((one, other) => countOf(one) - countOf(other));
	if (rarest === undefined) return notTold(`No lead with \`${name}\` is known.`);
	if (countOf(rarest) === leads.length) {
		return notTold(`All leads that are known have the same \`${name}\`.`);
	}
	const answer = await ask(account, { [name]: rarest });
	if ('failure' in answer) return answer.failure;
	if (answer.leads.length === 0) return differs('No lead came, though one has the value.');
	return answer.leads.every((lead) => valuesOf(lead[name]).includes(rarest))
		? holds('Only leads with the value came.')
		: differs('Leads with other values came, too: the parameter seems to be ignored.');
}

/** A field's values: one, several, or the IDs or names of objects. */
function valuesOf(value: unknown): string[] {
	return (Array.isArray(value) ? value : [value])
		.map((one: unknown) => firstText(one))
		.filter((text) => text !== undefined)
		.filter((text) => !text.includes(','));
}
