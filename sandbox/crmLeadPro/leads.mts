import { invalidFields, notFound } from '../apiError.mts';
import type { Context } from './context.mts';
import { settableFields, unknownFields } from '../fields.mts';
import { ListCache, matchesSearch, sortRecords } from '../listing.mts';
import type { Pipelines } from './pipelines.mts';
import { leadSchema, type HistoryEntry, type Lead } from './schemas.mts';
import { type LeadBody, type LeadChanges, type LeadQuery } from './requests.mts';
import { hasAllTags } from './tags.mts';

/** A lead with what is not part of its object. */
export interface LeadRow {
	lead: Lead;
	archivedAt: string | null;
	history: HistoryEntry[];
}

// The API's own; a body cannot set them.
const ownFields = ['id', 'created_at', 'updated_at', 'history', 'archived_at'];

/** The leads of one workspace. */
export class Leads {
	readonly #context: Context;
	readonly #pipelines: Pipelines;
	readonly #rows = new Map<string, LeadRow>();
	readonly #lists = new ListCache<Lead>();

	constructor(context: Context, pipelines: Pipelines) {
		this.#context = context;
		this.#pipelines = pipelines;
	}

	get rows(): Iterable<LeadRow> {
		return this.#rows.values();
	}

	/** The leads that are not archived. */
	get active(): Lead[] {
		return [...this.rows].filter(({ archivedAt }) => archivedAt === null).map(({ lead }) => lead);
	}

	/** Puts a finished row in, without an event. */
	insert(row: LeadRow): void {
		this.#rows.set(row.lead.id, row);
		this.#lists.clear();
	}

	/**
	 * @throws ApiError 422 for an unknown pipeline or stage
	 */
	create(body: LeadBody): Lead {
		const pipeline = this.#pipelines.pipeline(body.pipeline);
		const stage = this.#pipelines.stage(pipeline, body.pipeline_stage, 'pipeline_stage');
		const now = this.#context.clock.timestamp();
		const lead: Lead = {
			id: this.#context.newIdentifier('lead'),
			name: body.name,
			email: body.email ?? null,
			phone: body.phone ?? null,
			company: body.company ?? null,
			status: body.status ?? 'new',
			pipeline: pipeline.key,
			pipeline_stage: stage.key,
			score: body.score ?? 0,
			source: body.source ?? null,
			assigned_to: body.assigned_to ?? null,
			tags: body.tags ?? [],
			metadata: body.metadata ?? {},
			created_at: now,
			updated_at: now,
			...unknownFields(settableFields(body, ownFields), leadSchema.shape),
		};
		this.insert({ lead, archivedAt: null, history: [{ at: now, event: 'created' }] });
		this.#context.publish('lead.created', lead);
		return lead;
	}

	/**
	 * @throws ApiError 404 when the lead does not exist or was archived
	 */
	row(id: string): LeadRow {
		const row = this.#rows.get(id);
		if (row === undefined || row.archivedAt !== null) throw notFound('lead', id);
		return row;
	}

	has(id: string): boolean {
		return this.#rows.get(id)?.archivedAt === null;
	}

	/**
	 * Changes the given fields and no others; each real change is one history entry.
	 * @throws ApiError 404 as `row`, 422 for an unknown pipeline or stage
	 */
	update(id: string, changes: LeadChanges): Lead {
		const row = this.row(id);
		const before = row.lead;
		const after: Lead = { ...before, ...settableFields(changes, ownFields) };
		if (changes.pipeline !== undefined || changes.pipeline_stage !== undefined) {
			const pipeline = this.#pipelines.pipeline(changes.pipeline ?? before.pipeline);
			const stays = pipeline.key === before.pipeline;
			const stage = changes.pipeline_stage ?? (stays ? before.pipeline_stage : undefined);
			after.pipeline = pipeline.key;
			after.pipeline_stage = this.#pipelines.stage(pipeline, stage, 'pipeline_stage').key;
		}
		const now = this.#context.clock.timestamp();
		const changed = Object.keys(after).filter(
			(field) => JSON.stringify(after[field]) !== JSON.stringify(before[field]),
		);
		if (changed.length === 0) return before;
		row.lead = { ...after, updated_at: now };
		for (const field of changed) {
			const from = before[field] ?? null;
			row.history.push({ at: now, event: 'changed', field, from, to: after[field] });
		}
		this.#lists.clear();
		if (changed.includes('status') || changed.includes('pipeline_stage')) {
			this.#context.publish('lead.status_changed', {
				...row.lead,
				previous: { status: before.status, pipeline_stage: before.pipeline_stage },
			});
		}
		return row.lead;
	}

	/**
	 * Soft delete: the row stays, but the API no longer shows it.
	 * @throws ApiError 404 as `row`
	 */
	archive(id: string): void {
		const row = this.row(id);
		row.archivedAt = this.#context.clock.timestamp();
		row.history.push({ at: row.archivedAt, event: 'archived' });
		this.#lists.clear();
	}

	/** Notes something about a lead's deal in its history. */
	note(id: string, entry: Omit<HistoryEntry, 'at'>): void {
		this.#rows.get(id)?.history.push({ at: this.#context.clock.timestamp(), ...entry });
	}

	/** All leads that match, newest first unless the query says otherwise. */
	list(query: LeadQuery): readonly Lead[] {
		const { search, status, pipeline_stage, source, assigned_to, tags, sort_by, sort_order } =
			query;
		const wanted = Object.entries({ status, pipeline_stage, source, assigned_to }).filter(
			([, value]) => value !== undefined,
		);
		return this.#lists.get({ search, wanted, tags, sort_by, sort_order }, () => {
			const found = this.active.filter(
				(lead) =>
					wanted.every(([field, value]) => lead[field] === value) &&
					hasAllTags(lead.tags, tags) &&
					matchesSearch([lead.name, lead.email, lead.phone, lead.company], search),
			);
			return sortRecords(found, sort_by ?? 'created_at', sort_order ?? (sort_by ? 'asc' : 'desc'));
		});
	}

	/**
	 * @throws ApiError 422 on `field` when a lead does not exist or was archived
	 */
	requireAll(ids: readonly string[], field: string): void {
		const missing = ids.filter((id) => !this.has(id));
		if (missing.length > 0) {
			throw invalidFields({ [field]: missing.map((id) => `There is no lead "${id}".`) });
		}
	}
}
