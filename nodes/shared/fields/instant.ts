import { tryToParseDateTime } from 'n8n-workflow';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * How far a time zone is ahead of UTC at a moment, in ms.
 *
 * @param instant ms since 1970 in UTC
 * @param zone IANA name
 * @returns undefined where there is no such zone
 */
export function offsetAt(instant: number, zone: string): number | undefined {
	try {
		return tryToParseDateTime(new Date(instant), zone).offset * MINUTE;
	} catch {
		return undefined;
	}
}

/**
 * When the clocks of a zone show a time. A time that they show twice means the first, and one that they
 * skip is counted with the offset before the change, as in RFC 5545, section 3.3.5.
 *
 * @param local what the clocks show, as ms since 1970 if they showed UTC
 * @param zone IANA name
 * @returns ms since 1970 in UTC; undefined where there is no such zone
 */
export function toInstant(local: number, zone: string): number | undefined {
	const before = offsetAt(local - DAY, zone);
	const after = offsetAt(local + DAY, zone);
	if (before === undefined || after === undefined) return undefined;
	const isShown = (offset: number) => offsetAt(local - offset, zone) === offset;
	return local - ([before, after].find(isShown) ?? before);
}
