/** The unit of a number that comes without one. */
export type WaitUnit = 'seconds' | 'milliseconds';

/** Longest plausible wait, in ms: no quota is for longer than a month. */
const LONGEST_WAIT = 31 * 86_400_000;
/** How far in the past, in ms, a time may lie and still mean "now": clocks differ. */
const LONGEST_AGO = 86_400_000;
/** From these values on, a number is a time in seconds or milliseconds since 1970, not a wait. */
const FIRST_EPOCH_SECONDS = 1e9;
const FIRST_EPOCH_MILLISECONDS = 1e11;

const NUMBER = /^\d{1,15}(\.\d{1,9})?$/;
const NUMBERS = /^\d{1,15}(?:\s*,\s*\d{1,15}){1,9}$/;
const AMOUNT_AND_UNIT = /(\d{1,9}(?:\.\d{1,9})?)\s?([a-z]{1,12})/gi;
const DURATION = /^(?:\d{1,9}(?:\.\d{1,9})?\s?[a-z]{1,12}\s?){1,5}$/i;
const ISO_DURATION =
	/^P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?$/i;
const CLOCK = /^(\d{1,3}):([0-5]\d):([0-5]\d(?:\.\d{1,9})?)$/;
const ISO_DATE =
	/^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s?(Z|UTC|[+-]\d{2}:?\d{2})?$/i;
/** RFC 9110's three date formats. */
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},?\s[\w:\s-]{15,30}$/i;

/** In ms, by the unit's singular. */
const UNITS: Readonly<Record<string, number>> = {
	ms: 1,
	msec: 1,
	millisecond: 1,
	s: 1000,
	sec: 1000,
	second: 1000,
	m: 60_000,
	min: 60_000,
	minute: 60_000,
	h: 3_600_000,
	hr: 3_600_000,
	hour: 3_600_000,
	d: 86_400_000,
	day: 86_400_000,
};

/** Reads one notation, as ms from `present`; undefined where the text has another notation. */
type Notation = (text: string, present: number, unit: WaitUnit) => number | undefined;

const NOTATIONS: readonly Notation[] = [
	(text, present, unit) =>
		NUMBER.test(text) ? fromNumber(Number(text), present, unit) : undefined,
	// Two proxies may each add the header.
	(text, present, unit) =>
		NUMBERS.test(text)
			? Math.max(...text.split(',').map((part) => fromNumber(Number(part), present, unit)))
			: undefined,
	(text) => (DURATION.test(text) ? sumOf(text) : undefined),
	(text) => {
		const [matched, days, hours, minutes, seconds] = ISO_DURATION.exec(text) ?? [];
		return matched === undefined || !/\d/.test(matched)
			? undefined
			: toMilliseconds(days, hours, minutes, seconds);
	},
	(text) => {
		const [, hours, minutes, seconds] = CLOCK.exec(text) ?? [];
		return hours === undefined ? undefined : toMilliseconds('0', hours, minutes, seconds);
	},
	(text, present) => {
		const [, day, time, zone = 'Z'] = ISO_DATE.exec(text) ?? [];
		return day === undefined
			? undefined
			: Date.parse(`${day}T${time}${/UTC/i.test(zone) ? 'Z' : zone}`) - present;
	},
	(text, present) => (HTTP_DATE.test(text) ? Date.parse(text) - present : undefined),
];

/**
 * Reads how long to wait: a number, a duration (`1m30s`, `3 seconds`, `PT3S`, `00:00:03`), or a point
 * in time (since 1970 in seconds or milliseconds, ISO 8601, an HTTP date).
 *
 * @param present in ms since 1970
 * @param unit of a number without one
 * @returns in ms; undefined for what is malformed, negative, or longer than a month
 */
export function readWait(
	text: string | undefined,
	present: number,
	unit: WaitUnit,
): number | undefined {
	const trimmed = (text ?? '').slice(0, 100).trim();
	for (const notation of NOTATIONS) {
		const wait = notation(trimmed, present, unit);
		if (wait === undefined) continue;
		return wait >= -LONGEST_AGO && wait <= LONGEST_WAIT ? Math.max(0, wait) : undefined;
	}
	return undefined;
}

function fromNumber(value: number, present: number, unit: WaitUnit): number {
	if (value >= FIRST_EPOCH_MILLISECONDS) return value - present;
	if (unit === 'milliseconds') return value;
	return value >= FIRST_EPOCH_SECONDS ? value * 1000 - present : value * 1000;
}

function toMilliseconds(days = '0', hours = '0', minutes = '0', seconds = '0'): number {
	return (
		(((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
	);
}

/** NaN where a unit is unknown. */
function sumOf(text: string): number {
	return [...text.matchAll(AMOUNT_AND_UNIT)].reduce((sum, [, amount, unit = '']) => {
		const name = unit.toLowerCase();
		const size = UNITS[name] ?? UNITS[name.replace(/s$/, '')] ?? NaN;
		return sum + Number(amount) * size;
	}, 0);
}
