import { ParameterError } from '../failures';
import type { CalendarDay, ClockTime, DateText } from './dateText';
import { exists, readDateText, spellDay, weekdayOf, writeDay } from './dateText';
import type { Field, FieldTexts, ReadContext } from './field';
import { optional, show, shown } from './field';
import { offsetAt, toInstant } from './instant';
import { trimText } from './trimText';

/**
 * A day, sent as `YYYY-MM-DD`: a time with a zone counts as the day that it is in the workflow's time
 * zone, any other date as the day that it names.
 */
export function day(options: FieldTexts): Field<string | undefined> {
	return {
		property: { ...shown(options), type: 'dateTime', default: '' },
		wireName: options.wireName,
		read: optional((raw, context) => {
			const date = readDate(raw, context);
			if (!hasZone(date.time)) return writeDay(date.day);
			const instant = date.toInstant();
			const ahead = offsetAt(instant, context.timezone) ?? 0;
			return new Date(instant + ahead).toISOString().slice(0, 'YYYY-MM-DD'.length);
		}),
	};
}

/**
 * A point in time, sent in UTC (ISO 8601): a time without a zone is in the workflow's time zone. A date
 * without a time is sent as `YYYY-MM-DD`.
 */
export function moment(options: FieldTexts): Field<string | undefined> {
	return {
		property: { ...shown(options), type: 'dateTime', default: '' },
		wireName: options.wireName,
		read: optional((raw, context) => {
			const date = readDate(raw, context);
			return date.time === undefined
				? writeDay(date.day)
				: new Date(date.toInstant()).toISOString();
		}),
	};
}

/**
 * A point in time that is compared with others, not sent: a time without a zone is in the workflow's time
 * zone, a date without a time is the beginning of that day there. In ms since 1970.
 */
export function instant(options: FieldTexts): Field<number | undefined> {
	return {
		property: { ...shown(options), type: 'dateTime', default: '' },
		wireName: options.wireName,
		read: optional((raw, context) => readDate(raw, context).toInstant()),
	};
}

interface ReadDate {
	readonly day: CalendarDay;
	readonly time: ClockTime | undefined;
	/** Where there is no time, the day's beginning. */
	readonly toInstant: () => number;
}

/** Programs write earlier dates in place of a missing one: 0001-01-01, 1899-12-30. */
const FIRST_YEAR = 1900;
const MINUTE = 60_000;
/** Zones are at most 14 hours ahead of UTC, and 12 behind it. */
const MOST_MINUTES_AHEAD = 14 * 60;

const WRITE_IT = 'Give it as YYYY-MM-DD, or with a time as YYYY-MM-DDTHH:MM';

/** Values that are recognised as something other than a date, and what to say about them. */
const NO_DATES: ReadonlyArray<{ form: RegExp; reason: string; advice?: string }> = [
	{
		form: /^-?\d+(\.\d+)?$/,
		reason: ', which may be seconds, milliseconds or days',
		advice: `${WRITE_IT}, or convert it in an expression, e.g. {{ DateTime.fromMillis($json.time) }}.`,
	},
	{
		form: /^\d{1,2}[-/. ](\d{1,2}|[a-z]{3,9})[-/. ]\d{2}$/i,
		reason: ', whose year has only two digits',
	},
	{ form: / ?[ap]\.?m\.?$/i, reason: ', which is not on the 24-hour clock' },
	{
		form: /:\d\d ?[a-z]{2,5}$/i,
		reason: ', whose time zone may be one of several',
		advice: `${WRITE_IT}, or with the zone as YYYY-MM-DDTHH:MM+05:30.`,
	},
];

/** Whether a time has a zone or an offset. */
function hasZone(time: ClockTime | undefined): boolean {
	return time?.offset !== undefined || time?.zone !== undefined;
}

/** @throws {ParameterError} for what is not unambiguously one day, or one point in time */
function readDate(raw: unknown, context: ReadContext): ReadDate {
	const fail: Fail = (reason, advice = `${WRITE_IT}.`) =>
		new ParameterError(
			`${context.label} must be a date, but it is "${show(raw)}"${reason}`,
			advice,
		);
	const text = toText(raw);
	const read = readDateText(text);
	if (read === undefined) {
		const known = NO_DATES.find(({ form }) => form.test(text));
		throw fail(known?.reason ?? '', known?.advice);
	}
	const only = chooseDay(read, fail);
	const { time } = read;
	if (time !== undefined) checkTime(time, fail);
	const toMoment = () => {
		const instant = findInstant(only, time, context.timezone);
		if (instant === undefined) throw fail(', whose time zone is unknown or has another offset');
		return instant;
	};
	return { day: only, time, toInstant: toMoment };
}

/** Makes the error; the reason continues the sentence after the value. */
type Fail = (reason: string, advice?: string) => ParameterError;

/** The text of date objects of JavaScript, Luxon and others includes the zone. */
function toText(raw: unknown): string {
	if (typeof raw === 'string' || typeof raw === 'number') return trimText(String(raw));
	if (typeof raw !== 'object' || raw === null || !('toJSON' in raw)) return '';
	const json: unknown = typeof raw.toJSON === 'function' ? raw.toJSON() : undefined;
	return typeof json === 'string' ? json : '';
}

function chooseDay({ days: [one, other], weekday }: DateText, fail: Fail): CalendarDay {
	if (one !== undefined && other !== undefined) {
		throw fail(
			`, which may be ${spellDay(one)} or ${spellDay(other)}`,
			`Give it as YYYY-MM-DD: ${writeDay(one)} or ${writeDay(other)}.`,
		);
	}
	if (one === undefined || !exists(one)) throw fail(', a day that does not exist');
	if (one.year < FIRST_YEAR) throw fail(`, which is before ${FIRST_YEAR}`);
	if (weekday !== undefined && weekday !== weekdayOf(one)) {
		throw fail(', which is another day of the week');
	}
	return one;
}

function checkTime({ hour, minute, second, offset = 0 }: ClockTime, fail: Fail): void {
	if (hour > 23 || minute > 59 || second > 59) throw fail(', a time that does not exist');
	if (Math.abs(offset) > MOST_MINUTES_AHEAD) throw fail(', a time zone that does not exist');
}

/** @returns undefined where the zone is unknown, or has another offset than the one that is given with it */
function findInstant(
	{ year, month, day: dayOfMonth }: CalendarDay,
	time: ClockTime | undefined,
	timezone: string,
): number | undefined {
	const { hour = 0, minute = 0, second = 0, millisecond = 0, offset, zone } = time ?? {};
	const local = Date.UTC(year, month - 1, dayOfMonth, hour, minute, second, millisecond);
	if (offset === undefined) return toInstant(local, zone ?? timezone);
	const instant = local - offset * MINUTE;
	return zone === undefined || offsetAt(instant, zone) === offset * MINUTE ? instant : undefined;
}
