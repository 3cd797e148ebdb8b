import { createReportedQuota } from '../../nodes/shared/http/rateLimit/reportedQuota.ts';

test('what a reply tells counts for ten seconds, less what starts meanwhile', () => {
	const quota = createReportedQuota();
	expect(quota.left(0)).toBeUndefined();
	quota.report(5, 10, 0, 1_000);

	expect(quota.left(1_000)).toBe(5);
	quota.start();
	expect(quota.left(10_999)).toBe(4);
	expect(quota.left(11_000)).toBeUndefined();
});

test('requests that have started since are not in it yet', () => {
	const quota = createReportedQuota();
	quota.start();
	const number = quota.started();
	quota.start();
	quota.report(5, 10, number, 100);

	expect(quota.left(100)).toBe(4);
});

test.each([
	[undefined, undefined],
	[10, 10],
	[11, undefined],
])('a reply that tells %p where ten a minute are allowed leaves %p', (remaining, left) => {
	const quota = createReportedQuota();
	quota.report(remaining, 10, 0, 0);

	expect(quota.left(0)).toBe(left);
});

test('a refusal knows better', () => {
	const quota = createReportedQuota();
	quota.report(5, 10, 0, 1_000);
	quota.forget();

	expect(quota.left(1_000)).toBeUndefined();
});

test('a reply that others have overtaken does not raise it, and one to a later request does', () => {
	const quota = createReportedQuota();
	quota.start();
	quota.start();
	quota.report(3, 10, 2, 1_300);
	quota.report(8, 10, 1, 1_400);
	expect(quota.left(1_400)).toBe(3);

	quota.start();
	quota.report(9, 10, 3, 1_500);
	expect(quota.left(1_500)).toBe(9);
});
