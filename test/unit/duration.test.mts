import { describeDuration } from '../../nodes/shared/http/duration.ts';

test.each([
	[0, '1 second'],
	[999, '1 second'],
	[1_000, '1 second'],
	[1_600, '2 seconds'],
	[58_000, '58 seconds'],
	[61_000, '61 seconds'],
	[119_000, '119 seconds'],
	[120_000, '2 minutes'],
	[300_000, '5 minutes'],
	[3_600_000, '60 minutes'],
])('%i ms are %s', (milliseconds, words) => {
	expect(describeDuration(milliseconds)).toBe(words);
});
