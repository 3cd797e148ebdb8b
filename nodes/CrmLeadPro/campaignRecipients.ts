import type { IDataObject } from 'n8n-workflow';

import { ParameterError } from '../shared/failures';
import { choice, locatorList, shownWhere } from '../shared/fields';
import type { RunScope } from '../shared/operation';
import { findDifferences } from '../shared/operation';
import { chooseTags, TAGS_HELP } from './chosenFields';

/** A kind of recipients: its list among the parameters, and the API's name for it. Our reading. */
const KINDS = {
	contacts: { parameter: 'contactIds', wireName: 'contact_ids' },
	leads: { parameter: 'leadIds', wireName: 'lead_ids' },
	tags: { parameter: 'tags', wireName: 'tags' },
} as const;

/**
 * Who gets a campaign: a choice that has to be made, and the list that belongs to it. The form cannot
 * require the lists: where an expression chooses, n8n shows them all.
 */
export const recipientFields = {
	sendTo: choice({
		displayName: 'Send To',
		description: 'Who gets the campaign',
		options: [
			{ name: 'Contacts', value: 'contacts', description: 'The contacts that you list' },
			{
				name: 'Everyone',
				value: 'everyone',
				description: 'No recipients are named, which CRMLead Pro takes for everyone',
			},
			{ name: 'Leads', value: 'leads', description: 'The leads that you list' },
			{ name: 'Tags', value: 'tags', description: 'Whoever has one of the tags' },
		],
		required: true,
	}),
	contactIds: shownWhere(
		{ sendTo: ['contacts'] },
		locatorList({
			displayName: 'Contact IDs',
			description:
				'Contacts to send to, picked from the list one after the other, or as comma-separated IDs',
			placeholder: 'e.g. contact_01J2XK3M4N5P6Q7R',
			searchListMethod: 'searchSeveralContacts',
			otherwise: 'id',
		}),
	),
	leadIds: shownWhere(
		{ sendTo: ['leads'] },
		locatorList({
			displayName: 'Lead IDs',
			description:
				'Leads to send to, picked from the list one after the other, or as comma-separated IDs',
			placeholder: 'e.g. lead_01J2XK3M4N5P6Q7R',
			searchListMethod: 'searchSeveralLeads',
			otherwise: 'id',
		}),
	),
	tags: shownWhere(
		{ sendTo: ['tags'] },
		chooseTags('e.g. hot-lead, enterprise', {
			description: `${TAGS_HELP}; everyone who has one of them gets the campaign`,
		}),
	),
	sendMode: choice({
		displayName: 'Send Mode',
		description: 'How many campaigns are sent when the step gets several items',
		options: [
			{
				name: 'Once for All Items',
				value: 'once',
				description: 'One campaign, to the recipients of all items together',
			},
			{
				name: 'Once for Each Item',
				value: 'eachItem',
				description: 'A campaign for each item: five items are five campaigns',
			},
		],
		default: 'once',
		isFixed: true,
	}),
};

interface Recipients {
	readonly sendTo: keyof typeof KINDS | 'everyone';
	readonly contactIds: readonly string[] | undefined;
	readonly leadIds: readonly string[] | undefined;
	readonly tags: readonly string[] | undefined;
}

/**
 * Puts the recipients into a campaign's body.
 *
 * @returns nothing for everyone, as far as is known
 * @throws {ParameterError} where the chosen kind is empty, or another one is filled in
 */
export function toRecipients(parameters: Recipients): IDataObject {
	const { sendTo } = parameters;
	const stray = Object.entries(KINDS).find(
		([kind, { parameter }]) => kind !== sendTo && parameters[parameter] !== undefined,
	);
	if (stray !== undefined) {
		const [kind, { parameter }] = stray;
		throw new ParameterError(
			`Send To is "${sendTo}", but ${labelOf(parameter)} is filled in, so it is not clear who should get the campaign`,
			`Leave ${labelOf(parameter)} empty, or set Send To to "${kind}".`,
		);
	}
	if (sendTo === 'everyone') return {};
	const { parameter, wireName } = KINDS[sendTo];
	const chosen = parameters[parameter];
	if (chosen === undefined) {
		throw new ParameterError(
			`${labelOf(parameter)} is empty, so the campaign would have no recipients`,
			'Fill it in, or check that the expression finds a value for this item.',
		);
	}
	return { recipients: { [wireName]: [...chosen] } };
}

function labelOf(parameter: 'contactIds' | 'leadIds' | 'tags'): string {
	return recipientFields[parameter].property.displayName;
}

/**
 * Joins the parameters of several items into those of one campaign to all their recipients.
 *
 * @param labels what has to be the same in all items: labels by parameter name
 * @returns undefined where each item has a campaign of its own
 * @throws {ParameterError} where something differs
 */
export function joinCampaigns<
	Parameters extends {
		readonly sendMode: 'once' | 'eachItem';
		contactIds: string[] | undefined;
		leadIds: string[] | undefined;
		tags: string[] | undefined;
	},
>(
	all: readonly Parameters[],
	labels: Readonly<Partial<Record<keyof Parameters, string>>>,
): Parameters | undefined {
	const [first] = all;
	if (first?.sendMode !== 'once') return undefined;
	const differing = findDifferences(all, labels);
	if (differing.length > 0) {
		throw new ParameterError(
			`The items differ in ${differing.join(', ')}, so they cannot become one campaign`,
			'Nothing was sent. Give all items the same there, or set Send Mode to Once for Each Item.',
		);
	}
	return {
		...first,
		contactIds: unite(all.map(({ contactIds }) => contactIds)),
		leadIds: unite(all.map(({ leadIds }) => leadIds)),
		tags: unite(all.map(({ tags }) => tags)),
	};
}

function unite(lists: ReadonlyArray<readonly string[] | undefined>): string[] | undefined {
	const all = [...new Set(lists.flatMap((one) => one ?? []))];
	return all.length === 0 ? undefined : all;
}

/** Names by which replies may say how many people a campaign reaches. Our reading. */
const REACH_NAMES = [
	'recipient_count',
	'recipients_count',
	'total_recipients',
	'recipients',
	'audience_size',
	'audience_count',
	'audience',
	'reach',
	'matched',
];

/** Tells the user where the reply says that the campaign reaches nobody. */
export function hintAtNobody(campaign: IDataObject, { hint }: Pick<RunScope, 'hint'>): void {
	const name = REACH_NAMES.find((one) => campaign[one] === 0);
	if (name === undefined) return;
	hint(
		`CRMLead Pro says that the campaign reaches nobody ("${name}" is 0): check the recipients, and whether they have an address for it.`,
	);
}
