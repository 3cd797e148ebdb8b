import type { Fields } from '../../shared/fields';
import {
	bodyFields,
	choice,
	integerId,
	integerIds,
	recordLocator,
	requiredText,
	text,
	toggle,
} from '../../shared/fields';
import { path, readDeletion } from '../../shared/http';
import type { Resource } from '../../shared/operation';
import { unchangedOption } from '../../shared/matching';
import {
	defineList,
	defineOperation,
	defineSteps,
	pick,
	requireChange,
	simplify,
} from '../../shared/operation';
import { defaultCountry } from '../../shared/phone';
import { ySuiteLists } from '../api';
import { readChange, readData } from '../reply';
import { upsertContact } from '../upsertContact';
import { nameTexts, personFields, personSorting, search } from './personFields';

const chooseContact = (description: string) =>
	recordLocator({
		displayName: 'Contact',
		description,
		searchListMethod: 'searchContacts',
		idExample: '42',
		integer: true,
	});

const contactTypes = [
	{ name: 'Business', value: 2 },
	{ name: 'Individual', value: 1 },
];

const chooseType = (texts: { description: string; wireName?: string; required?: boolean }) =>
	choice({
		displayName: 'Contact Type',
		...texts,
		options: contactTypes,
		default: 1,
	});

const typeTexts = { description: 'What the contact is: a person or a company' };

const fields: Fields = {
	...personFields,
	emailNotify: toggle({
		displayName: 'Email Notify',
		description: 'Whether the contact gets notifications by email',
		default: true,
		wireName: 'cstemailnotify',
	}),
	parent: integerId({
		displayName: 'Parent',
		description: 'ID of the Business contact that this contact belongs to',
		placeholder: 'e.g. 12',
		wireName: 'contact_parent',
	}),
	smsNotify: toggle({
		displayName: 'SMS Notify',
		description: 'Whether the contact gets notifications by SMS',
		default: true,
		wireName: 'cstsmsnotify',
	}),
	tagIds: integerIds({
		displayName: 'Tag IDs',
		description: 'Comma-separated list of tag IDs',
		placeholder: 'e.g. 4, 9',
		wireName: 'cst_tag_id',
	}),
	taxNumber: text({
		displayName: 'Tax Number',
		description: 'Tax registration number, at most 50 characters',
		placeholder: 'e.g. 100123456700003',
		wireName: 'ct_taxnumber',
		maxLength: 50,
	}),
	whatsappNotify: toggle({
		displayName: 'WhatsApp Notify',
		description: 'Whether the contact gets notifications on WhatsApp',
		default: true,
		wireName: 'cst_whatsapp_notify',
	}),
};

const simplifiedFields = [
	'cstid',
	'cstname',
	'cstemail',
	'cstmobile',
	'contact_type',
	'cstaddress',
	'ct_taxnumber',
	'contact_parent',
	'cstnotes',
	'cstcreated_on',
];

/** The contact operations. */
export const contact: Resource = {
	value: 'contact',
	name: 'Contact',
	description: 'A person or company that you do business with',
	operations: [
		defineOperation({
			value: 'create',
			name: 'Create',
			action: 'Create contact',
			description: 'Add a new contact, even if one with the same email or mobile exists',
			parameters: {
				name: requiredText(nameTexts),
				contactType: chooseType({ ...typeTexts, required: true }),
				additionalFields: bodyFields({ displayName: 'Additional Fields' }, fields),
			},
			columns: { parameters: ['name', 'contactType', 'additionalFields'] },
			request: ({ name, contactType: type, additionalFields }) => ({
				method: 'POST',
				path: '/contacts',
				body: { cstname: name, contact_type: type, ...additionalFields },
				mayHaveHappened: `The contact "${name}" may have been created.`,
			}),
			respond: (reply) => [readData(reply, 'contact')],
		}),
		defineSteps({
			value: 'upsert',
			name: 'Create or Update',
			action: 'Create or update contact',
			description: 'Create a new record, or update the current one if it already exists (upsert)',
			parameters: {
				matchBy: choice({
					displayName: 'Match By',
					description: 'How an existing contact is recognised',
					options: [
						{ name: 'Email', value: 'email' },
						{
							name: 'Mobile',
							value: 'mobile',
							description: 'Reads all contacts once a run, since YSUITE searches names and emails',
						},
					],
					default: 'email',
				}),
				matchValue: requiredText({
					displayName: 'Match Value',
					description:
						'Email or mobile of the contact. A contact that has it is updated; otherwise one is created with it.',
					placeholder: 'e.g. fatima@example.ae',
				}),
				name: requiredText(nameTexts),
				// Without a default: an existing company would become a person.
				contactType: choice({
					displayName: 'Contact Type',
					...typeTexts,
					options: contactTypes,
					required: true,
				}),
				additionalFields: bodyFields({ displayName: 'Additional Fields' }, fields),
			},
			columns: { parameters: ['matchValue', 'name', 'contactType', 'additionalFields'] },
			options: {
				defaultCountry: defaultCountry({
					displayName: 'Default Country',
					description:
						'Two-letter code (ISO 3166) of the country whose mobile numbers are written without a country prefix, e.g. AE. For Match By Mobile.',
					placeholder: 'e.g. AE',
				}),
				unchanged: unchangedOption('contacts'),
			},
			plan: upsertContact,
		}),
		defineOperation({
			value: 'get',
			name: 'Get',
			action: 'Get contact',
			description: 'Retrieve one contact with all of its fields',
			parameters: { contactId: chooseContact('The contact to read'), simplify },
			request: ({ contactId }) => ({ method: 'GET', path: path`/contacts/${contactId}` }),
			respond: (reply, parameters) => {
				const record = readData(reply, 'contact');
				return [parameters.simplify ? pick(record, simplifiedFields) : record];
			},
		}),
		defineList(ySuiteLists, {
			action: 'Get many contacts',
			description: 'Retrieve a list of contacts, filtered and sorted as needed',
			path: '/contacts',
			plural: 'contacts',
			filters: {
				search,
				type: chooseType({ description: 'Only people or only companies', wireName: 'type' }),
			},
			sortBy: [
				...personSorting,
				{ name: 'Contact Type', value: 'contact_type' },
				{ name: 'Mobile', value: 'cstmobile' },
			],
			simplifiedFields,
		}),
		defineOperation({
			value: 'update',
			name: 'Update',
			action: 'Update contact',
			description:
				'Change some values of a contact. Only the given fields are sent; YSUITE does not say whether it keeps the others, so try it with one contact first.',
			parameters: {
				contactId: chooseContact('The contact to change'),
				updateFields: bodyFields(
					{
						displayName: 'Update Fields',
						description: 'What to change; fields that are not given are not sent',
					},
					{ ...fields, contactType: chooseType(typeTexts), name: text(nameTexts) },
				),
			},
			columns: { parameters: ['updateFields'] },
			request: ({ contactId, updateFields }) => ({
				method: 'PUT',
				path: path`/contacts/${contactId}`,
				body: requireChange(updateFields),
			}),
			respond: (reply) => [readChange(reply, 'contact')],
		}),
		defineOperation({
			value: 'delete',
			name: 'Delete',
			action: 'Delete contact',
			description: 'Delete a contact for good: it cannot be brought back through the API',
			parameters: { contactId: chooseContact('The contact to delete, which cannot be undone') },
			request: ({ contactId }) => ({ method: 'DELETE', path: path`/contacts/${contactId}` }),
			respond: readDeletion,
		}),
	],
};
