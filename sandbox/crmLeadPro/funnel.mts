import type { DealRow } from './deals.mts';
import type { Lead, Pipeline, Stage } from './schemas.mts';

const dayMs = 86_400_000;

/** Metrics of one stage; rates from 0 to 1, times in days. */
export interface FunnelStage {
	pipeline: string;
	stage: string;
	name: string;
	position: number;
	/** Leads that are in the stage now. */
	leads: number;
	/** Deals that got this far or further; a won deal went all the way. */
	volume: number;
	/** Their value. */
	value: number;
	/** Share of `volume` that reached the next stage, for the last stage the share that was won; null without deals. */
	conversion_rate: number | null;
	/** Mean time of the finished and running visits; null when no deal was ever in the stage. */
	average_days_in_stage: number | null;
}

/** The funnel of one pipeline or of all, computed from the workspace's own deals and leads. */
export interface Funnel {
	pipeline: string | null;
	from: string | null;
	to: string | null;
	total_deals: number;
	open_deals: number;
	won_deals: number;
	lost_deals: number;
	won_value: number;
	/** Share of the closed deals that were won; null without any. */
	win_rate: number | null;
	/** Mean days from creation to the win; null without any. */
	deal_velocity_days: number | null;
	stages: FunnelStage[];
}

interface FunnelInput {
	pipelines: readonly Pipeline[];
	deals: readonly DealRow[];
	leads: readonly Lead[];
	/** The current time in milliseconds, for deals that are still in a stage. */
	now: number;
	/** First and last day of the deals' creation, `YYYY-MM-DD` in UTC, both included. */
	from: string | undefined;
	to: string | undefined;
}

/** Computes the funnel of the given pipelines. */
export function computeFunnel({ pipelines, deals, leads, now, from, to }: FunnelInput): Funnel {
	const keys = pipelines.map(({ key }) => key);
	const created = deals.filter(({ deal }) => {
		const day = deal.created_at.slice(0, 10);
		return keys.includes(deal.pipeline) && (from ?? day) <= day && day <= (to ?? day);
	});
	const won = created.filter(({ deal }) => deal.status === 'won');
	const lost = created.filter(({ deal }) => deal.status === 'lost');
	return {
		pipeline: keys.length === 1 ? (keys[0] ?? null) : null,
		from: from ?? null,
		to: to ?? null,
		total_deals: created.length,
		open_deals: created.length - won.length - lost.length,
		won_deals: won.length,
		lost_deals: lost.length,
		won_value: totalValue(won),
		win_rate: ratio(won.length, won.length + lost.length),
		deal_velocity_days: mean(
			won.map(({ deal }) => daysBetween(deal.created_at, deal.closed_at, now)),
		),
		stages: pipelines.flatMap((pipeline) =>
			stagesOf(
				pipeline,
				created.filter(({ deal }) => deal.pipeline === pipeline.key),
				leads.filter((lead) => lead.pipeline === pipeline.key),
				now,
			),
		),
	};
}

function stagesOf(
	pipeline: Pipeline,
	deals: readonly DealRow[],
	leads: readonly Lead[],
	now: number,
): FunnelStage[] {
	const positions = new Map(pipeline.stages.map(({ key, position }) => [key, position]));
	const furthest = (row: DealRow): number =>
		row.deal.status === 'won'
			? Infinity
			: Math.max(...row.stageHistory.map(({ stage }) => positions.get(stage) ?? 0));
	return pipeline.stages.map((stage) => {
		const reached = deals.filter((row) => furthest(row) >= stage.position);
		const further = reached.filter((row) => furthest(row) > stage.position);
		return {
			pipeline: pipeline.key,
			stage: stage.key,
			name: stage.name,
			position: stage.position,
			leads: leads.filter((lead) => lead.pipeline_stage === stage.key).length,
			volume: reached.length,
			value: totalValue(reached),
			conversion_rate: ratio(further.length, reached.length),
			average_days_in_stage: mean(deals.flatMap((row) => visitDays(row, stage, now))),
		};
	});
}

/** Days of each visit of a deal to a stage: until the next stage, the deal's end, or now. */
function visitDays({ deal, stageHistory }: DealRow, stage: Stage, now: number): number[] {
	return stageHistory.flatMap((visit, index) => {
		if (visit.stage !== stage.key) return [];
		const leftAt = stageHistory[index + 1]?.entered_at ?? deal.closed_at;
		return [daysBetween(visit.entered_at, leftAt, now)];
	});
}

function daysBetween(from: string, to: string | null, now: number): number {
	return ((to === null ? now : Date.parse(to)) - Date.parse(from)) / dayMs;
}

function totalValue(rows: readonly DealRow[]): number {
	return rows.reduce((total, { deal }) => total + deal.value, 0);
}

function mean(values: readonly number[]): number | null {
	if (values.length === 0) return null;
	return rounded(values.reduce((total, value) => total + value, 0) / values.length);
}

function ratio(part: number, whole: number): number | null {
	return whole === 0 ? null : rounded(part / whole);
}

function rounded(value: number): number {
	return Math.round(value * 10_000) / 10_000;
}
