import { listOperations } from '../../scripts/operations.mts';
import { allChoices, allParameters, credentials, nodes } from './support/describedTexts.mts';

/** Words that Title Case leaves small. */
const SMALL = /^(a|an|and|at|by|for|from|if|in|of|on|or|per|the|to|with)$/;
/** Events have the vendor's names. */
const EVENT = /^[a-z]+\.[a-z_]+$/;

function isTitleCase(text: string): boolean {
	const words = text.replaceAll(/[()]/g, '').split(' ');
	return words.every((word, index) => /^[A-Z0-9]/.test(word) || (index > 0 && SMALL.test(word)));
}

/** What stands in the way of a rule, in one list, so that a failure names them all. */
const placesWhere = <Entry extends { place: string }>(
	entries: readonly Entry[],
	isWrong: (entry: Entry) => boolean,
) => entries.filter(isWrong).map(({ place }) => place);

const operations = nodes.flatMap(({ description }) =>
	listOperations(description).map((operation) => ({
		...operation,
		place: `${description.name}: ${operation.key}`,
	})),
);

test('there is something to look at: five nodes, two credentials and their operations', () => {
	expect(nodes.map(({ description }) => description.name).toSorted()).toEqual([
		'crmLeadPro',
		'crmLeadProPollingTrigger',
		'crmLeadProTrigger',
		'ySuite',
		'ySuiteTrigger',
	]);
	expect(credentials.map(({ name }) => name).toSorted()).toEqual(['crmLeadProApi', 'ySuiteApi']);
	expect(operations.length).toBeGreaterThan(20);
	expect(allParameters.length).toBeGreaterThan(100);
});

test('names of nodes, credentials, parameters and choices are in Title Case', () => {
	expect(
		nodes.map(({ description }) => description.displayName).filter((name) => !isTitleCase(name)),
	).toEqual([]);
	expect(
		credentials.map(({ displayName }) => displayName).filter((name) => !isTitleCase(name)),
	).toEqual([]);
	expect(
		placesWhere(
			allParameters,
			({ property }) => property.type !== 'notice' && !isTitleCase(property.displayName),
		),
	).toEqual([]);
	expect(
		allChoices.filter(({ choice }) => !isTitleCase(choice.name) && !EVENT.test(choice.name)),
	).toEqual([]);
});

test('actions are in sentence case, without articles, and name what they act on', () => {
	const isGood = ({ action, resourceName }: (typeof operations)[number]) => {
		const [first = '', ...others] = action.split(' ');
		const isSentence =
			/^[A-Z]/.test(first) && others.every((word) => /^[a-z]/.test(word) || word === 'WhatsApp');
		// Analytics are about the funnel of a pipeline.
		const things = resourceName === 'Analytics' ? 'funnel' : resourceName.toLowerCase();
		return isSentence && !/\b(a|an|the)\b/i.test(action) && action.includes(things);
	};

	expect(placesWhere(operations, (operation) => !isGood(operation))).toEqual([]);
});

test('descriptions are sentences that say more than the name', () => {
	const isPoor = (name: string, description: string) => {
		const plain = (text: string) =>
			text
				.toLowerCase()
				.replaceAll(/[^a-z ]/g, '')
				.replaceAll(/\b(the|a|an|of) /g, '')
				.trim();
		return !/^[A-Z]/.test(description) || plain(description) === plain(name);
	};
	const described = allParameters.filter(({ property }) => property.description !== undefined);

	expect(described.length).toBeGreaterThan(100);
	expect(
		placesWhere(described, ({ property }) =>
			isPoor(property.displayName, property.description ?? ''),
		),
	).toEqual([]);
	expect(placesWhere(operations, ({ action, description }) => isPoor(action, description))).toEqual(
		[],
	);
});

test('every parameter that is filled in by hand is described', () => {
	const NOT_DESCRIBED =
		/^(resource|operation|.*(key|value|options|additionalFields|updateFields))$/;
	expect(
		placesWhere(
			allParameters,
			({ place, property }) =>
				!['collection', 'fixedCollection', 'notice'].includes(property.type) &&
				property.description === undefined &&
				!NOT_DESCRIBED.test(place.split(': ')[1] ?? ''),
		),
	).toEqual([]);
});

test('descriptions of switches start with "Whether"', () => {
	const switches = allParameters.filter(({ property }) => property.type === 'boolean');

	expect(switches.length).toBeGreaterThan(5);
	expect(
		placesWhere(switches, ({ property }) => !property.description?.startsWith('Whether ')),
	).toEqual([]);
});

test('placeholders are examples, and those of collections say what is added', () => {
	const start = (type: string) => (/collection/i.test(type) ? 'Add ' : 'e.g. ');
	const withPlaceholder = allParameters.flatMap(({ place, property }) =>
		[property, ...(property.modes ?? [])].flatMap(({ placeholder, type }) =>
			placeholder === undefined ? [] : [{ place, placeholder, type }],
		),
	);

	expect(withPlaceholder.length).toBeGreaterThan(50);
	expect(
		withPlaceholder.filter(({ placeholder, type }) => !placeholder.startsWith(start(type))),
	).toEqual([]);
});

test('resource locators start with From List, with By ID, which is checked, or By Name beside it', () => {
	const locators = allParameters.filter(({ property }) => property.type === 'resourceLocator');

	expect(locators.length).toBeGreaterThan(30);
	for (const { property } of locators) {
		const isNamed = property.modes?.some(({ name }) => name === 'name') === true;
		expect(property).toMatchObject({
			default: { mode: 'list', value: '' },
			modes: [
				{ displayName: 'From List', name: 'list', typeOptions: { searchable: true } },
				isNamed
					? { displayName: 'By Name', name: 'name' }
					: { displayName: 'By ID', name: 'id', validation: [{ type: 'regex' }] },
			],
		});
	}
});

test('required parameters stand flat, where an agent and a person see them', () => {
	expect(
		placesWhere(allParameters, ({ property, isNested }) => isNested && property.required === true),
	).toEqual([]);
});

test('every list has Return All and Limit, and sorting in a collection of its own where it is sorted', () => {
	const lists = operations.filter(({ key }) => key.endsWith(' getAll'));

	expect(lists.length).toBe(5);
	for (const { properties } of lists) {
		expect(properties).toContainEqual(
			expect.objectContaining({ displayName: 'Return All', type: 'boolean', default: false }),
		);
		expect(properties).toContainEqual(
			expect.objectContaining({
				displayName: 'Limit',
				type: 'number',
				default: 50,
				typeOptions: expect.objectContaining({ minValue: 1 }) as unknown,
			}),
		);
	}
	const sorting = allParameters.filter(({ place }) => /\bsort(By|Order)$/.test(place));
	expect(placesWhere(sorting, ({ place }) => !place.includes(': sort.'))).toEqual([]);
});

test('what deletes, archives or sends says so, and that it cannot be taken back', () => {
	const serious = operations.filter(({ key }) => /delete|send/.test(key));

	expect(serious.map(({ place }) => place).toSorted()).toEqual([
		'crmLeadPro: campaign sendEmail',
		'crmLeadPro: campaign sendWhatsApp',
		'crmLeadPro: lead delete',
		'ySuite: contact delete',
		'ySuite: lead delete',
	]);
	for (const { description } of serious) {
		expect(description).toMatch(/\b([Ss]end|Archive|Delete)\b/);
		expect(description).toMatch(/cannot be|for good|only CRMLead Pro itself can bring it back/);
	}
});

test('the product’s own word is used: leads are archived in CRMLead Pro', () => {
	const names = operations.map(({ place, name }) => `${place} ${name}`);

	expect(names).toContain('crmLeadPro: lead delete Archive');
});

test('all texts are English', () => {
	const texts = JSON.stringify([nodes.map(({ description }) => description), credentials]);

	expect(texts.replaceAll(/[\u0020-\u007E…–’“”→]/g, '')).toBe('');
});

describe('nodes', () => {
	const actions = nodes.filter(({ description }) => description.group.includes('transform'));

	test('action nodes can be an agent’s tool', () => {
		expect(actions.map(({ description }) => [description.name, description.usableAsTool])).toEqual(
			expect.arrayContaining([
				['crmLeadPro', true],
				['ySuite', true],
			]),
		);
	});

	test.each(nodes.map(({ description }) => description))(
		'$name is at version 1 and requires its credential',
		({ version, credentials: used }) => {
			expect(version).toBe(1);
			expect(used).toEqual([expect.objectContaining({ required: true })]);
		},
	);
});

describe('credentials', () => {
	test.each(credentials)('$name hides what is secret', ({ properties }) => {
		const secret = properties.filter(({ name }) => /key|secret/i.test(name));

		expect(secret.length).toBeGreaterThan(0);
		for (const property of secret) expect(property.typeOptions).toMatchObject({ password: true });
	});

	test.each(credentials)('$name is tested by a node', ({ name }) => {
		const tests = nodes.flatMap(({ description, methods }) =>
			(description.credentials ?? [])
				.filter((used) => used.name === name)
				.map(({ testedBy }) =>
					typeof testedBy === 'string' ? methods?.credentialTest?.[testedBy] : undefined,
				),
		);

		expect(tests.length).toBeGreaterThan(0);
		for (const credentialTest of tests) expect(credentialTest).toEqual(expect.any(Function));
	});
});
