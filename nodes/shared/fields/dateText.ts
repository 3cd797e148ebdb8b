/** A calendar day, which need not exist, e.g. 31 February. */
export interface CalendarDay {
	readonly year: number;
	/** From 1. */
	readonly month: number;
	readonly day: number;
}

/** The parts of a date given as text. */
export interface DateText {
	/** The possible days: two where either the day or the month may come first. */
	readonly days: readonly CalendarDay[];
	/** Three-letter name of the day of the week, in lower case, where it is given. */
	readonly weekday: string | undefined;
	readonly time: ClockTime | undefined;
}

/** A time of day, with its zone where one is given. */
export interface ClockTime {
	readonly hour: number;
	readonly minute: number;
	readonly second: number;
	readonly millisecond: number;
	/** Minutes ahead of UTC. */
	readonly offset: number | undefined;
	/** IANA name of a time zone. */
	readonly zone: string | undefined;
}

const MONTHS = [
	'january',
	'february',
	'march',
	'april',
	'may',
	'june',
	'july',
	'august',
	'september',
	'october',
	'november',
	'december',
];

/**
 * Notations of dates. `first` and `second` are the day and the month in either order; `name` is a month's name or its beginning.
 */
const DATES: readonly string[] = [
	// 2026-12-31, 2026/12/31
	String.raw`(?<year>\d{4})(?<mark>[-/.])(?<month>\d{1,2})\k<mark>(?<day>\d{1,2})`,
	// 31/12/2026, 12/31/2026, 31.12.2026
	String.raw`(?<first>\d{1,2})(?<mark>[-/.])(?<second>\d{1,2})\k<mark>(?<year>\d{4})`,
	// 31 Mar 2026, 31-Mar-2026, 31st March, 2026
	String.raw`(?<day>\d{1,2})(?:st|nd|rd|th)?[-/ ](?<name>[a-z]{3,9})\.?,?[-/ ](?<year>\d{4})`,
	// March 31, 2026
	String.raw`(?<name>[a-z]{3,9})\.? (?<day>\d{1,2})(?:st|nd|rd|th)?,? (?<year>\d{4})`,
];

const WEEKDAY = String.raw`(?:(?<weekday>mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? )?`;
const CLOCK = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<seconds>\d{2})(?:[.,](?<fraction>\d+))?)?`;
/** Z, +05:30, GMT+0530, [Asia/Kolkata]; after it, optionally, JavaScript's name of the zone in brackets. */
const ZONE = String.raw`(?: ?(?<utc>Z|UTC|GMT))?(?: ?(?<sign>[+-])(?<ahead>\d{2})(?::?(?<aheadMinutes>[0-5]\d))?)?(?: ?\[(?<zone>[a-z0-9_+/-]+)\])?(?: \([^()]*\))?`;

const NOTATIONS: readonly RegExp[] = DATES.map(
	(date) => new RegExp(`^${WEEKDAY}${date}(?:(?:T|,? )${CLOCK}${ZONE})?$`, 'i'),
);

/**
 * Parses a date in one of the usual notations.
 *
 * @param text without surrounding spaces
 * @returns undefined where it has another notation
 */
export function readDateText(text: string): DateText | undefined {
	const plain = text.replace(/\s+/g, ' ');
	const groups = NOTATIONS.map((notation) => notation.exec(plain)?.groups).find(
		(found) => found !== undefined,
	);
	if (groups === undefined) return undefined;
	const days = readDays(groups);
	return days && { days, weekday: groups.weekday?.toLowerCase(), time: readTime(groups) };
}

type Groups = Readonly<Record<string, string | undefined>>;

function readDays({ year, month, day, name, first, second }: Groups): CalendarDay[] | undefined {
	const toDay = (monthOfYear: unknown, dayOfMonth: unknown): CalendarDay => ({
		year: Number(year),
		month: Number(monthOfYear),
		day: Number(dayOfMonth),
	});
	if (name !== undefined) {
		const index = MONTHS.findIndex((full) => full.startsWith(name.toLowerCase()));
		return index < 0 ? undefined : [toDay(index + 1, day)];
	}
	if (first === undefined) return [toDay(month, day)];
	const readings = [toDay(second, first), toDay(first, second)];
	const possible = readings.filter(
		(reading) => reading.month >= 1 && reading.month <= MONTHS.length && reading.day >= 1,
	);
	// Where day and month are equal, both orders mean the same day.
	return first.padStart(2, '0') === second?.padStart(2, '0') || possible.length === 0
		? readings.slice(0, 1)
		: possible;
}

function readTime(groups: Groups): ClockTime | undefined {
	const { hour, minute, seconds: second = '0', fraction = '', utc, sign, ahead, zone } = groups;
	if (hour === undefined) return undefined;
	const { aheadMinutes = '0' } = groups;
	const minutes = (Number(ahead) * 60 + Number(aheadMinutes)) * (sign === '-' ? -1 : 1);
	return {
		hour: Number(hour),
		minute: Number(minute),
		second: Number(second),
		millisecond: Number(fraction.slice(0, 3).padEnd(3, '0')),
		offset: ahead !== undefined ? minutes : utc !== undefined ? 0 : undefined,
		zone,
	};
}

/** Whether the day exists. */
export function exists({ year, month, day }: CalendarDay): boolean {
	const date = new Date(Date.UTC(year, month - 1, day));
	return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** Writes a day as `YYYY-MM-DD`. */
export function writeDay({ year, month, day }: CalendarDay): string {
	const pad = (value: number, length: number) => String(value).padStart(length, '0');
	return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

/** Writes a day unambiguously, e.g. `3 April 2026`. */
export function spellDay({ year, month, day }: CalendarDay): string {
	const name = MONTHS[month - 1] ?? '';
	return `${day} ${name.charAt(0).toUpperCase()}${name.slice(1)} ${year}`;
}

/** Three-letter name of the day of the week, in lower case. */
export function weekdayOf({ year, month, day }: CalendarDay): string {
	const names = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
	return names[new Date(Date.UTC(year, month - 1, day)).getUTCDay()] ?? '';
}
