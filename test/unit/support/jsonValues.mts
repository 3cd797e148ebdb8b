import fc from 'fast-check';

/** JSON values that JavaScript holds exactly; `fc.jsonValue()` also has whole numbers beyond 2^53. */
export const exactJsonValue = fc.jsonValue().map((value): unknown =>
	JSON.parse(
		JSON.stringify(value, (_key, part: unknown) => {
			const isBig = Number.isInteger(part) && !Number.isSafeInteger(part);
			return isBig ? 0.5 : part;
		}),
	),
);

/** A JSON text with what it means, where big whole numbers mean the text of their digits. */
interface WrittenJson {
	readonly text: string;
	readonly value: unknown;
}

const EXACT = BigInt(Number.MAX_SAFE_INTEGER);

const integers = fc
	.oneof(
		fc.bigInt({ min: EXACT - 3n, max: EXACT + 3n }),
		fc.bigInt({ min: -EXACT - 3n, max: 3n - EXACT }),
		fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
		fc.bigInt({ min: -99n, max: 99n }),
	)
	.map((integer): WrittenJson => {
		const isExact = integer >= -EXACT && integer <= EXACT;
		return { text: String(integer), value: isExact ? Number(integer) : String(integer) };
	});

const fractions = fc
	.tuple(fc.bigInt({ min: 1n, max: 10n ** 20n }), fc.nat(), fc.integer({ min: -30, max: 30 }))
	.map(([whole, fraction, exponent]): WrittenJson => {
		const text = `${whole}.${fraction}e${exponent}`;
		return { text, value: Number(text) };
	});

const strings = fc
	.oneof(
		fc.string({ unit: 'binary' }),
		fc.string({ unit: fc.constantFrom('"', '\\', '1234567890123456789', ',', '-', ':', '[') }),
	)
	.map((value): WrittenJson => ({ text: JSON.stringify(value), value }));

const blanks = fc.string({ unit: fc.constantFrom(' ', '\n', '\t', '\r'), maxLength: 2 });

/** JSON texts with numbers of any length, inside and outside of strings. */
export const writtenJson: fc.Arbitrary<WrittenJson> = fc.letrec<{
	value: WrittenJson;
	list: WrittenJson;
	object: WrittenJson;
}>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 4 },
		integers,
		fractions,
		strings,
		fc.constant({ text: 'null', value: null }),
		tie('list'),
		tie('object'),
	),
	list: fc.tuple(fc.array(tie('value'), { maxLength: 5 }), blanks).map(([entries, blank]) => ({
		text: `[${blank}${entries.map(({ text }) => text).join(`${blank},`)}${blank}]`,
		value: entries.map(({ value }) => value),
	})),
	object: fc
		.tuple(fc.array(fc.tuple(strings, tie('value')), { maxLength: 5 }), blanks)
		.map(([entries, blank]) => ({
			text: `{${entries.map(([key, { text }], n) => `"${n}${key.text.slice(1)}${blank}:${blank}${text}`).join(',')}}`,
			value: Object.fromEntries(
				entries.map(([key, { value }], n) => [`${n}${String(key.value)}`, value]),
			),
		})),
})).value;
