import { readRequestsPerMinute } from '../../nodes/shared/credential/credential.ts';
import { refusal } from './support/refusal.mts';

test.each([undefined, null, ''])('%p means that nothing was entered', (value) => {
	expect(readRequestsPerMinute(value)).toBeUndefined();
});

test.each([
	[1, 1],
	[1_000, 1_000],
	['250', 250],
])('%p is a limit', (value, limit) => {
	expect(readRequestsPerMinute(value)).toBe(limit);
});

test.each([0, -1, 1.5, '0', 'many', Number.NaN, Infinity])(
	'%p is refused, and the error says what to enter',
	(value) => {
		const { message, advice } = refusal(() => readRequestsPerMinute(value));
		expect(message).toMatch(/^Requests per Minute .* whole number of at least 1$/);
		expect(advice).toMatch(/requests .* minute/);
	},
);
