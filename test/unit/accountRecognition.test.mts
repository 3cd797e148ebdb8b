import {
	compareAccounts,
	createFingerprint,
	type Fingerprints,
} from '../../nodes/shared/trigger/accountRecognition.ts';

interface Row {
	number: string;
	createdOn: string;
	name: string;
}

const print = ({ number, createdOn, name }: Row): string =>
	createFingerprint({ lasting: [number, createdOn], personal: [name] });
const prints = (rows: Record<string, Row>): Fingerprints =>
	Object.fromEntries(Object.entries(rows).map(([id, row]) => [id, print(row)]));

const asha: Row = { number: 'LED-0042', createdOn: '2026-03-31T10:00:00Z', name: 'Asha' };
const omar: Row = { number: 'LED-0043', createdOn: '2026-03-31T10:05:00Z', name: 'Omar' };
const remembered = prints({ 42: asha, 43: omar });

test.each<[string, Record<string, Row>, 'same' | 'other' | 'unclear']>([
	['all records are the same', { 42: asha, 43: omar }, 'same'],
	['one is the same and the other is gone', { 43: omar }, 'same'],
	[
		'one is the same and the other was renamed',
		{ 42: asha, 43: { ...omar, name: 'Omar K.' } },
		'same',
	],
	['there are others beside it', { 43: omar, 44: asha }, 'same'],
	['none is there', { 1: asha }, 'unclear'],
	['there are no records at all', {}, 'unclear'],
	['the only one was renamed', { 42: { ...asha, name: 'Layla' } }, 'unclear'],
	[
		'numbers and times are the same by chance, and the people are others',
		{ 42: { ...asha, name: 'Layla' }, 43: { ...omar, name: 'Noor' } },
		'unclear',
	],
	[
		'an ID belongs to a record of another time',
		{ 42: { ...asha, createdOn: '2026-01-01' } },
		'other',
	],
	['an ID belongs to a record of another number', { 42: { ...asha, number: 'LED-0001' } }, 'other'],
	[
		'one is the same by chance, and another is not',
		{ 42: asha, 43: { ...omar, createdOn: 'x' } },
		'other',
	],
])('accounts where %s', (_, shown, expected) => {
	expect(compareAccounts(remembered, prints(shown))).toBe(expected);
});

test('accounts of which nothing is remembered', () => {
	expect(compareAccounts({}, prints({ 42: asha }))).toBe('unclear');
});

test('a name of JavaScript’s own among the IDs is no record', () => {
	expect(compareAccounts({ constructor: 'x' }, {})).toBe('unclear');
});

test('a fingerprint is 16 hex digits, and values that were put together otherwise have another one', () => {
	const one = createFingerprint({ lasting: ['a', 'b'], personal: ['c'] });

	// printf '["a","b"]' | sha256sum; printf '["c"]' | sha256sum
	expect(one).toBe('0473ef2dfd2079a3');
	expect(createFingerprint({ lasting: ['ab', ''], personal: ['c'] })).not.toBe(one);
});
