import { createReportedQuota } from '../../nodes/shared/http/rateLimit/reportedQuota.ts';

test('what a reply tells counts for ten seconds, less what starts meanwhile', () => {
	const quota = createReportedQuota();
	expect(quota.left(0)).toBeUndefined();
	quota.report(5, 10, 1_000);

	expect(quota.left(1_000)).toBe(5);
	quota.start();
	expect(quota.left(10_999)).toBe(4);
	expect(quota.left(11_000)).toBeUndefined();
});

test('requests under way are not in it yet', () => {
	const quota = createReportedQuota();
	quota.start();
	quota.start();
	quota.end();
	quota.report(5, 10, 0);

	expect(quota.left(0)).toBe(4);
});

test.each([
	[undefined, undefined],
	[10, 10],
	[11, undefined],
])('a reply that tells %p where ten a minute are allowed leaves %p', (remaining, left) => {
	const quota = createReportedQuota();
	quota.report(remaining, 10, 0);

	expect(quota.left(0)).toBe(left);
});

test('a refusal knows better', () => {
	const quota = createReportedQuota();
	quota.report(5, 10, 1_000);
	quota.forget();

	expect(quota.left(1_000)).toBeUndefined();
});
