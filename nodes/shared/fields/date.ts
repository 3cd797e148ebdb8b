import { tryToParseDateTime } from 'n8n-workflow';

import { ParameterError } from '../failures';
import { isJsonObject } from '../json';
import type { Field, FieldTexts, ReadContext } from './field';
import { optional, show, shown } from './field';

/** A day: sent as `YYYY-MM-DD`, the day that was given, whatever the time zone. */
export function day(options: FieldTexts): Field<string | undefined> {
	return {
		property: { ...shown(options), type: 'dateTime', default: '' },
		wireName: options.wireName,
		read: optional((raw, context) => requireDate(raw, context).slice(0, DAY_LENGTH)),
	};
}

/** A point in time: sent in UTC (ISO 8601); a date without a time stays `YYYY-MM-DD`. */
export function moment(options: FieldTexts): Field<string | undefined> {
	return {
		property: { ...shown(options), type: 'dateTime', default: '' },
		wireName: options.wireName,
		read: optional((raw, context) => {
			const parsed = requireDate(raw, context);
			const isDayOnly = typeof raw === 'string' && raw.trim().length === DAY_LENGTH;
			return isDayOnly ? raw.trim() : new Date(parsed).toISOString();
		}),
	};
}

const DAY_LENGTH = 'YYYY-MM-DD'.length;

/** Only this is handed to n8n's lenient parser, which makes a date of "05/06/2026" and "invoice 7", too. */
const ISO_DATE =
	/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?( ?(Z|[+-]\d{2}(:?\d{2})?))?)?$/;

/** The date with the offset of the time zone it was given in, or undefined where there is none. */
function parseDate(raw: unknown, { timezone }: ReadContext): string | undefined {
	const given = typeof raw === 'string' ? raw.trim() : undefined;
	if (given === undefined ? !isJsonObject(raw) : !ISO_DATE.test(given)) return undefined;
	try {
		const parsed = tryToParseDateTime(given ?? raw, timezone).toISO() ?? '';
		const isReal = !Number.isNaN(Date.parse(parsed));
		// 30 February becomes a day in March.
		return isReal && parsed.startsWith(given?.slice(0, DAY_LENGTH) ?? '') ? parsed : undefined;
	} catch {
		return undefined;
	}
}

function requireDate(raw: unknown, context: ReadContext): string {
	const parsed = parseDate(raw, context);
	if (parsed === undefined) {
		throw new ParameterError(
			`${context.label} must be a date, but it is "${show(raw)}"`,
			'Give it as YYYY-MM-DD, or with a time as YYYY-MM-DDTHH:MM.',
		);
	}
	return parsed;
}
