import { placedProperties } from './properties.mts';

// n8n itself gives poll times to a node that polls, and a notice is a text.
const properties = placedProperties.filter(
	({ place, property }) => !place.includes('> pollTimes') && property.type !== 'notice',
);

/** Words that stay small inside a title. */
const SMALL_WORDS = /^(a|an|and|as|at|but|by|for|from|if|in|of|on|or|per|the|to|with)$/;

const isTitleCase = (title: string): boolean =>
	title
		.split(/[\s()/]+/)
		.filter((word) => word !== '')
		.every((word, index) => (index > 0 && SMALL_WORDS.test(word)) || !/^\p{Ll}/u.test(word));

/** One sentence has no full stop at its end; several have. */
const isSentence = (text: string): boolean =>
	/^[\p{Lu}\d"]/u.test(text) && /(?<!e\.g)[.!?] /.test(text) === text.endsWith('.');

test('parameters of all nodes and credentials are looked at', () => {
	expect(properties.length).toBeGreaterThan(250);
});

test.each(properties)(
	'$place has a name in Title Case, and says more in sentences',
	({ property: { displayName, description, hint } }) => {
		expect(displayName).toMatch(/\S/);
		expect([displayName, isTitleCase(displayName)]).toEqual([displayName, true]);
		for (const text of [description, hint].filter((found) => found !== undefined)) {
			const plain = text.replace(/<[^>]*>/g, '');
			expect([plain, isSentence(plain)]).toEqual([plain, true]);
			expect(plain.toLowerCase()).not.toBe(displayName.toLowerCase());
		}
	},
);

const ofType = (...types: string[]) =>
	properties.filter(({ property }) => types.includes(property.type));

test.each(ofType('boolean'))('$place says what it switches', ({ property }) => {
	if (property.name === 'returnAll') expect(property.description).toMatch(/^Whether to return all/);
	expect(property.description).toMatch(/^Whether /);
});

test.each(ofType('collection', 'fixedCollection'))(
	'$place says what can be added',
	({ property }) => {
		expect(property.placeholder).toMatch(/^Add \p{Ll}/u);
	},
);

test.each(
	ofType('string', 'number', 'json').filter(({ property }) => property.placeholder !== undefined),
)('$place has an example in its placeholder', ({ property }) => {
	expect(property.placeholder).toMatch(/^e\.g\. \S/);
});

const offers = ofType('options', 'multiOptions').flatMap(({ place, property }) =>
	(property.options ?? []).map((option) => ({ place, option })),
);

test.each(offers)(
	'each option of $place has a name, and a description that says more',
	({ option }) => {
		expect(option.name).toMatch(/\S/);
		if (!('description' in option) || option.description === undefined) return;
		expect([option.description, isSentence(option.description)]).toEqual([
			option.description,
			true,
		]);
	},
);
