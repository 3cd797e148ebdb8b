import { firstText } from '../../nodes/shared/json.ts';
import type { Fingerprints } from '../../nodes/shared/trigger/accountRecognition.ts';
import { fingerprintsOf } from '../../nodes/shared/trigger/accountRecognition.ts';
import { readStoredState, recogniseState } from '../../nodes/shared/trigger/storedState.ts';
import type { StoredState } from '../../nodes/shared/trigger/storedState.ts';

const parse = (stored: unknown) =>
	typeof stored === 'string' ? { account: stored, state: { text: stored } } : undefined;

test.each<[string, unknown, StoredState<{ text: string }>]>([
	['nothing is none, which nobody has to be told', undefined, { status: 'unknown' }],
	['of the same keys', 'mine', { status: 'sameKeys', state: { text: 'mine' } }],
	['of other keys', 'theirs', { status: 'otherKeys', state: { text: 'theirs' } }],
	[
		'that cannot be read is none, and says so',
		null,
		{ status: 'unknown', reason: 'What was remembered of earlier polls cannot be read.' },
	],
])('a stored state %s', (_, stored, expected) => {
	expect(readStoredState(stored, 'mine', parse)).toEqual(expected);
});

const names = { account: 'workspace', records: 'leads', awaited: 'what happens' };

function printsOf(lead: { id: number; createdAt: string; name: string }): Fingerprints {
	return fingerprintsOf([{ id: lead.id, record: lead }], ({ createdAt, name }) => ({
		lasting: [firstText(createdAt) ?? ''],
		personal: [firstText(name) ?? ''],
	}));
}

const asha = { id: 42, createdAt: '2026-03-31T10:00:00Z', name: 'Asha' };
const state = { fingerprints: printsOf(asha) };

test.each<[string, StoredState<typeof state>, Fingerprints, unknown]>([
	['there is none, as at the first poll', { status: 'unknown' }, {}, {}],
	[
		'it cannot be read',
		{ status: 'unknown', reason: 'It is damaged.' },
		{},
		{ warning: 'It is damaged. Starting anew with what happens from now on.' },
	],
	['it is that of the same keys, whatever they show', { status: 'sameKeys', state }, {}, { state }],
	[
		'other keys show a record that was seen',
		{ status: 'otherKeys', state },
		printsOf(asha),
		{ state },
	],
	[
		'other keys show another record with the same ID',
		{ status: 'otherKeys', state },
		printsOf({ ...asha, createdAt: '2026-04-01T10:00:00Z' }),
		{
			warning:
				'The credential opens another workspace. Starting anew with what happens from now on.',
		},
	],
	[
		'other keys show no record that was seen',
		{ status: 'otherKeys', state },
		{},
		{
			warning: expect.stringMatching(
				/have changed, and none of the leads .* another workspace\. Starting anew with what happens from now on\.$/,
			) as unknown,
		},
	],
])('the state from which a poll goes on, where %s', (_, found, shown, expected) => {
	expect(recogniseState(found, () => shown, names)).toEqual(expected);
});
