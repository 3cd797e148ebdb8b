/** The middle one of some figures. */
export function median(figures: readonly number[]): number {
	const sorted = [...figures].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	const upper = sorted[middle] ?? Number.NaN;
	return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/**
 * Lets contestants take turns.
 *
 * @param contestants each returns how long it took, in ms
 * @returns a function that returns a contestant's median
 */
export async function takeTurns<Name extends string>(
	rounds: number,
	contestants: Readonly<Record<Name, () => Promise<number>>>,
): Promise<(name: Name) => number> {
	const durations = new Map<string, number[]>();
	for (let round = 0; round < rounds; round += 1) {
		for (const [name, run] of Object.entries<() => Promise<number>>(contestants)) {
			durations.set(name, [...(durations.get(name) ?? []), await run()]);
		}
	}
	return (name) => median(durations.get(name) ?? []);
}

/** The figure that only so large a part of them, from 0 to 1, is above of. */
export function percentile(figures: readonly number[], part: number): number {
	const sorted = [...figures].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** Writes milliseconds as seconds. */
export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;

/** Writes bytes as MB. */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** One line of the results. */
export interface Row {
	readonly what: string;
	readonly figure: string;
	/** What has to be reached; undefined for a figure to compare with. */
	readonly target?: string;
	/** Whether it is reached. */
	readonly isReached?: boolean;
}

/**
 * Compares two figures.
 *
 * @param what what was measured
 * @param figure ours
 * @param other what it is compared with
 * @param limit the largest allowed ratio
 */
export function compare(what: string, figure: number, other: number, limit: number): Row {
	const ratio = figure / other;
	return {
		what,
		figure: `${ratio.toFixed(2)} ×`,
		target: `≤ ${limit} ×`,
		isReached: ratio <= limit,
	};
}

/** The results of one case. */
export interface CaseResults {
	readonly title: string;
	/** How it was measured, in a sentence or two. */
	readonly method: string;
	readonly rows: readonly Row[];
}

/** Writes results as Markdown. */
export function toMarkdown({ title, method, rows }: CaseResults): string {
	const lines = rows.map(
		({ what, figure, target = '', isReached }) =>
			`| ${what} | ${figure} | ${target} | ${isReached === undefined ? '' : isReached ? 'yes' : '**no**'} |`,
	);
	return [
		`## ${title}`,
		'',
		method,
		'',
		'| | figure | target | reached |',
		'|---|---|---|---|',
		...lines,
		'',
	].join('\n');
}
