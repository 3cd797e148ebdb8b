import { leaveOutLate } from '../../nodes/shared/trigger/lateRecords.ts';

/** Numbers up to 100 are late. */
const isLate = (number: number): boolean => number <= 100;
const late = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

test.each<[string, 'sameKeys' | 'unknown' | 'otherKeys', number[]]>([
	['many late records count under the same keys', 'sameKeys', [...late(11), 101]],
	['many late records count where nothing was stored', 'unknown', [...late(11), 101]],
	['ten late records count under other keys', 'otherKeys', [...late(10), 101]],
	[
		'any number of newer records counts under other keys',
		'otherKeys',
		late(50).map((n) => n + 101),
	],
])('%s', (_, status, found) => {
	expect(leaveOutLate(status, found, isLate, 'leads')).toEqual({ kept: found });
});

test('eleven late records under other keys are left out, and the warning says so', () => {
	expect(leaveOutLate('otherKeys', [102, ...late(11), 101], isLate, 'leads')).toEqual({
		kept: [102, 101],
		warning:
			'The keys of the credential have changed and show 11 leads that the earlier ones did not show. These do not count as new.',
	});
});
