/** From this value on, a number is ms since 1970 rather than seconds: in seconds it would be past the year 5000. */
const FIRST_MILLISECONDS = 1e11;
const HAS_ZONE = /(?:z|[+-]\d\d:?\d\d)$/i;
const ISO = /^\d{4}-\d\d-\d\d[t ]\d\d:\d\d/i;

/**
 * Reads the time of a record: ISO 8601, in UTC where it has no zone, or seconds or ms since 1970.
 *
 * @returns ms since 1970; undefined where it is no time
 */
export function readTimestamp(value: unknown): number | undefined {
	if (typeof value === 'number') {
		return value > 0 ? (value < FIRST_MILLISECONDS ? value * 1000 : value) : undefined;
	}
	if (typeof value !== 'string') return undefined;
	const text = value.trim();
	if (/^\d{9,14}(?:\.\d+)?$/.test(text)) return readTimestamp(Number(text));
	const isoText = text.replace(' ', 'T');
	const time = Date.parse(ISO.test(text) && !HAS_ZONE.test(text) ? `${isoText}Z` : isoText);
	return Number.isNaN(time) ? undefined : time;
}
