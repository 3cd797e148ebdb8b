import fc from 'fast-check';

import { jsonObject } from '../../nodes/shared/fields/index.ts';
import { ParameterError } from '../../nodes/shared/failures.ts';
import { LABEL, read } from './support/fields.mts';
import { refusal } from './support/refusal.mts';

const field = jsonObject({ displayName: 'Variables', description: 'Any JSON object' });

/** What every object inherits; a text that changes prototypes would add to it. */
function inherited(): string[] {
	return Object.getOwnPropertyNames(Object.prototype).sort();
}

test('whatever is typed, it is the object that was written, nothing, or an error with the label', () => {
	const typed = fc.oneof(
		fc.json(),
		fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value)),
		fc.tuple(fc.json(), fc.nat()).map(([text, end]) => text.slice(0, end % (text.length + 1))),
		fc.string({ unit: 'binary' }),
		fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ':', ',', ' ', '1', "'", '\\') }),
	);
	const before = inherited();
	fc.assert(
		fc.property(typed, (text) => {
			let value: unknown;
			try {
				value = read(field, text);
			} catch (error) {
				expect(error).toBeInstanceOf(ParameterError);
				expect(error).toHaveProperty('message', expect.stringContaining(LABEL));
				expect(error).toHaveProperty('advice', expect.stringMatching(/\w/));
				return;
			}
			if (value === undefined) expect(text.trim()).toBe('');
			else expect(JSON.stringify(value)).toBe(JSON.stringify(JSON.parse(text)));
		}),
		{ numRuns: 5_000 },
	);
	expect(inherited()).toEqual(before);
});

test('a key that could change a prototype is refused wherever it is, in text and in objects', () => {
	const poisons = fc.constantFrom(
		'{"__proto__": {"isAdmin": true}}',
		'{"constructor": {"prototype": {"isAdmin": true}}}',
		'{"\\u005f_proto__": {"isAdmin": true}}',
	);
	const steps = fc.array(fc.oneof(fc.constant('[]'), fc.string({ unit: 'binary', maxLength: 5 })), {
		maxLength: 8,
	});
	const before = inherited();
	fc.assert(
		fc.property(poisons, steps, fc.jsonValue(), (poison, way, beside) => {
			const other = JSON.stringify(beside);
			const inner = way.reduce(
				(text, step) =>
					step === '[]'
						? `[${other}, ${text}]`
						: `{"beside": ${other}, ${JSON.stringify(`${step}.`)}: ${text}}`,
				poison,
			);
			const text = `{"outer": ${inner}}`;
			expect(refusal(() => read(field, text)).message).toContain('must not contain the key');
			const parsed: unknown = JSON.parse(text);
			expect(refusal(() => read(field, parsed)).message).toContain('must not contain the key');
		}),
		{ numRuns: 1_000 },
	);
	expect(inherited()).toEqual(before);
});
