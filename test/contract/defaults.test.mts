import { placedProperties } from './properties.mts';

const choices = placedProperties
	.filter(({ property }) => property.type === 'options')
	.map(({ place, property: { default: initial, required = false, options = [] } }) => ({
		place,
		initial,
		required,
		offered: options.map((option) => ('value' in option ? option.value : undefined)),
	}));

test('the choices of all nodes and credentials are looked at, those of collections included', () => {
	const places = choices.map(({ place }) => place);

	expect(places).toEqual(
		expect.arrayContaining([
			'crmLeadPro > lead > getAll > sort > sortBy',
			'ySuite > lead > getAll > sort > sortBy',
			'ySuite > contact > getAll > sort > sortOrder',
			'ySuite > contact > update > updateFields > contactType',
			'ySuiteTrigger > event',
			'crmLeadProApi > plan',
		]),
	);
});

/** What nobody may have chosen by chance. */
const withoutDefault = choices.filter(
	({ place }) => place.endsWith('> sendTo') || place.endsWith('> upsert > contactType'),
);

test.each(choices.filter((choice) => !withoutDefault.includes(choice)))(
	'the default of $place is among its options',
	({ initial, offered }) => {
		expect(offered).toContain(initial);
	},
);

test('who gets a campaign, and what a contact becomes that may exist, has to be chosen', () => {
	expect(withoutDefault).toMatchObject([
		{ place: 'crmLeadPro > campaign > sendEmail > sendTo', initial: '', required: true },
		{ place: 'crmLeadPro > campaign > sendWhatsApp > sendTo', initial: '', required: true },
		{ place: 'ySuite > contact > upsert > contactType', initial: '', required: true },
	]);
});

/** From the interface document. */
test.each([
	['ignoreDuplicates', { type: 'boolean', default: true }],
	['includeHeaders', { type: 'boolean', default: false }],
	['signatureHeader', { type: 'string', default: '' }],
	['toleranceSeconds', { type: 'number', default: 300, typeOptions: { minValue: 1 } }],
])('the option %s of CRMLead Pro Trigger starts as documented', (name, expected) => {
	const found = placedProperties.find(
		({ place }) => place === `crmLeadProTrigger > options > ${name}`,
	);

	expect(found?.property).toMatchObject(expected);
});
