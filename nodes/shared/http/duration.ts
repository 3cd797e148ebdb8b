/**
 * Formats a duration for users.
 *
 * @returns e.g. "1 second", "58 seconds", "20 minutes"
 */
export function describeDuration(milliseconds: number): string {
	const seconds = Math.max(1, Math.round(milliseconds / 1000));
	const [count, unit] = seconds < 120 ? [seconds, 'second'] : [Math.round(seconds / 60), 'minute'];
	return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
