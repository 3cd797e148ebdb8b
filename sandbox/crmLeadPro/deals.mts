import { ApiError, notFound } from '../apiError.mts';
import type { Contacts } from './contacts.mts';
import type { Context } from './context.mts';
import { unknownFields } from '../fields.mts';
import type { Leads } from './leads.mts';
import type { Pipelines } from './pipelines.mts';
import { dealSchema, type Deal, type StageVisit } from './schemas.mts';
import { type DealBody } from './requests.mts';

/** A deal with the stages it went through, oldest first. */
export interface DealRow {
	deal: Deal;
	stageHistory: StageVisit[];
}

interface Records {
	pipelines: Pipelines;
	leads: Leads;
	contacts: Contacts;
}

/** The deals of one workspace. The API only creates them; the control API moves, wins and loses them. */
export class Deals {
	readonly #context: Context;
	readonly #records: Records;
	readonly #rows = new Map<string, DealRow>();

	constructor(context: Context, records: Records) {
		this.#context = context;
		this.#records = records;
	}

	get rows(): DealRow[] {
		return [...this.#rows.values()];
	}

	/** Puts a finished row in, without an event. */
	insert(row: DealRow): void {
		this.#rows.set(row.deal.id, row);
	}

	/**
	 * @throws ApiError 422 for an unknown pipeline, stage, lead or contact
	 */
	create(body: DealBody): Deal {
		const { pipelines, leads, contacts } = this.#records;
		const pipeline = pipelines.pipeline(body.pipeline);
		const stage = pipelines.stage(pipeline, body.stage, 'stage');
		const leadId = body.lead_id ?? null;
		const contactId = body.contact_id ?? null;
		if (leadId !== null) leads.requireAll([leadId], 'lead_id');
		if (contactId !== null) contacts.requireAll([contactId], 'contact_id');
		const now = this.#context.clock.timestamp();
		const deal: Deal = {
			id: this.#context.newIdentifier('deal'),
			name: body.name,
			pipeline: pipeline.key,
			stage: stage.key,
			status: 'open',
			value: body.value ?? 0,
			currency: body.currency ?? 'INR',
			lead_id: leadId,
			contact_id: contactId,
			expected_close_date: body.expected_close_date ?? null,
			assigned_to: body.assigned_to ?? null,
			tags: body.tags ?? [],
			created_at: now,
			updated_at: now,
			closed_at: null,
			...unknownFields(body, dealSchema.shape),
		};
		this.insert({ deal, stageHistory: [{ stage: stage.key, entered_at: now }] });
		if (leadId !== null) leads.note(leadId, { event: 'deal_created', deal_id: deal.id });
		return deal;
	}

	/**
	 * Wins or loses an open deal and publishes `deal.won` or `deal.lost`.
	 * @throws ApiError 404 when there is no such deal, 409 when it is closed
	 */
	close(id: string, status: 'won' | 'lost'): Deal {
		const row = this.#openRow(id);
		const now = this.#context.clock.timestamp();
		row.deal = { ...row.deal, status, updated_at: now, closed_at: now };
		const { deal } = row;
		if (deal.lead_id !== null) {
			this.#records.leads.note(deal.lead_id, { event: `deal_${status}`, deal_id: id });
		}
		this.#context.publish(`deal.${status}`, deal);
		return deal;
	}

	/**
	 * Moves an open deal to another stage of its pipeline.
	 * @throws ApiError 404 and 409 as `close`, 422 for an unknown stage
	 */
	move(id: string, stageReference: string): Deal {
		const row = this.#openRow(id);
		const { pipelines } = this.#records;
		const stage = pipelines.stage(pipelines.pipeline(row.deal.pipeline), stageReference, 'stage');
		const now = this.#context.clock.timestamp();
		row.deal = { ...row.deal, stage: stage.key, updated_at: now };
		row.stageHistory.push({ stage: stage.key, entered_at: now });
		return row.deal;
	}

	#openRow(id: string): DealRow {
		const row = this.#rows.get(id);
		if (row === undefined) throw notFound('deal', id);
		if (row.deal.status !== 'open') {
			throw new ApiError(409, `The deal "${id}" is ${row.deal.status} already.`);
		}
		return row;
	}
}
