import { z } from 'zod/v4';
import type { State } from '../../sandbox/crmLeadPro/schemas.mts';
import type { FormEntry } from './formLeads.mts';
import type { Report } from './report.mts';

type StoredLead = State['leads'][number];
type Counts = ReadonlyMap<string, number>;

/** What a form entry did to the data of the sandbox. */
type Outcome = { entry: FormEntry; before: StoredLead | undefined; after: StoredLead | undefined };

const summaryItemSchema = z.object({ status: z.string(), count_id: z.int() });

function visibleLeads({ leads }: State): StoredLead[] {
	return leads.filter(({ archived_at: archivedAt }) => archivedAt === null);
}

function countByStatus(state: State): Counts {
	const groups = Map.groupBy(visibleLeads(state), ({ status }) => status);
	return new Map([...groups].map(([status, leads]) => [status, leads.length]));
}

function leadsWithEmail(state: State, email: string): StoredLead[] {
	return visibleLeads(state).filter((lead) => lead.email === email);
}

function outcomeOf(entry: FormEntry, before: State, after: State): Outcome {
	const email = entry['Work email'];
	return {
		entry,
		before: leadsWithEmail(before, email)[0],
		after: leadsWithEmail(after, email)[0],
	};
}

/** The values of a lead that come from the form, under the names of the API. */
function wanted(entry: FormEntry): Record<string, string> {
	return {
		name: entry['Full name'],
		email: entry['Work email'],
		phone: entry.Phone,
		company: entry.Company,
		source: 'website',
	};
}

function outcomeProblems({ entry, before, after }: Outcome, state: State): string[] {
	const email = entry['Work email'];
	const found = leadsWithEmail(state, email).length;
	if (after === undefined || found !== 1) return [`${email}: one lead expected, ${found} found`];
	const wrongValues = Object.entries(wanted(entry))
		.filter(([field, value]) => after[field] !== value)
		.map(
			([field, value]) =>
				`${email}: ${field} should be "${value}" and is "${String(after[field])}"`,
		);
	const isOther = before !== undefined && before.id !== after.id;
	return [
		...wrongValues,
		...(isOther ? [`${email}: ${before.id} became ${after.id}`] : []),
		...assignmentProblems(email, before?.assigned_to ?? null, after.assigned_to),
	];
}

/** A new lead goes to somebody, and a lead that is somebody's stays with them. */
function assignmentProblems(email: string, before: string | null, after: string | null): string[] {
	if (after === null) return [`${email}: nobody looks after it`];
	return before === null || before === after ? [] : [`${email}: went from ${before} to ${after}`];
}

function sum(counts: Counts): number {
	return [...counts.values()].reduce((total, count) => total + count, 0);
}

function describeOutcome({ entry, before, after }: Outcome): string {
	const person = `${entry['Full name'].padEnd(16)} ${entry['Work email'].padEnd(42)}`;
	if (before === undefined)
		return `  created  ${person} ${after?.id ?? ''}\n           assigned to ${after?.assigned_to ?? 'nobody'}`;
	const changes = Object.entries(wanted(entry))
		.filter(([field, value]) => before[field] !== value)
		.map(([field, value]) => `${field} ${String(before[field])} → ${value}`);
	return `  updated  ${person} ${after?.id ?? ''}\n           ${changes.join('\n           ')}`;
}

function describeCounts(before: Counts, after: Counts, summary: Counts): string[] {
	const line = (label: string, numbers: ReadonlyArray<number | string>) =>
		`  ${label.padEnd(18)}${numbers.map((number) => String(number).padStart(10)).join('')}`;
	return [
		line('Leads by status', ['before', 'after', 'workflow']),
		...[...after.keys()].toSorted().map((status) =>
			line(
				status,
				[before, after, summary].map((counts) => counts.get(status) ?? 0),
			),
		),
		line('all', [before, after, summary].map(sum)),
	];
}

/**
 * Compares what the workflow was asked for with what the sandbox holds now.
 *
 * @param entries what was entered into the form
 * @param before the workspace before the first entry
 * @param after the workspace after the last execution
 * @param summaryItems what the workflow's last node put out: `{status, count_id}` for each status
 * @returns the report for a person, and the differences, none when all is as it was asked
 */
export function reportForm(
	entries: readonly FormEntry[],
	before: State,
	after: State,
	summaryItems: readonly unknown[],
): Report {
	const outcomes = entries.map((entry) => outcomeOf(entry, before, after));
	const created = outcomes.filter((outcome) => outcome.before === undefined).length;
	const summary: Counts = new Map(
		z
			.array(summaryItemSchema)
			.parse(summaryItems)
			.map(({ status, count_id: count }) => [status, count]),
	);
	const [countsBefore, countsAfter] = [countByStatus(before), countByStatus(after)];
	const problems = outcomes.flatMap((outcome) => outcomeProblems(outcome, after));
	if (sum(countsAfter) !== sum(countsBefore) + created) {
		problems.push(
			`${created} new leads were asked for, and there are ${sum(countsAfter)} instead of ${sum(countsBefore)}`,
		);
	}
	for (const status of new Set([...countsAfter.keys(), ...summary.keys()])) {
		const [counted = 0, stored = 0] = [summary.get(status), countsAfter.get(status)];
		if (counted !== stored) {
			problems.push(
				`the workflow counted ${counted} leads with status ${status}, the sandbox holds ${stored}`,
			);
		}
	}
	const lines = [
		...outcomes.map(describeOutcome),
		'',
		...describeCounts(countsBefore, countsAfter, summary),
	];
	return { text: lines.join('\n'), problems };
}
