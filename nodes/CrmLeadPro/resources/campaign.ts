import { ParameterError } from '../../shared/failures';
import {
	bodyFields,
	filled,
	joinFields,
	jsonObject,
	list,
	moment,
	otherFields,
	requiredText,
	text,
} from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import { defineOperation } from '../../shared/operation';
import { readRecord } from '../../shared/http';

const name = requiredText({
	displayName: 'Name',
	description:
		'What the campaign is called in CRMLead Pro; recipients do not see it. The campaign is sent, which cannot be taken back.',
	placeholder: 'e.g. Diwali offer 2026',
});

const recipientKinds = {
	contactIds: list({
		displayName: 'Contact IDs',
		description: 'Comma-separated list of the contacts to send to',
		placeholder: 'e.g. contact_01J2XK3M4N5P6Q7R',
	}),
	leadIds: list({
		displayName: 'Lead IDs',
		description: 'Comma-separated list of the leads to send to',
		placeholder: 'e.g. lead_01J2XK3M4N5P6Q7R',
	}),
	tags: list({
		displayName: 'Tags',
		description: 'Comma-separated list of tags; everyone who has them gets the campaign',
		placeholder: 'e.g. hot-lead, enterprise',
	}),
};

const recipientTexts = {
	displayName: 'Recipients',
	description:
		'Who gets the campaign. If nothing is set here, CRMLead Pro decides, which may mean everyone.',
	placeholder: 'Add recipients',
};

const anyRecipients = bodyFields(recipientTexts, recipientKinds);
const allRecipients = bodyFields(recipientTexts, {
	contactIds: filled(recipientKinds.contactIds),
	leadIds: filled(recipientKinds.leadIds),
	tags: filled(recipientKinds.tags),
});

/** Rejects a kind of recipients that was added but is empty. An agent's model may leave all but one empty. */
const recipients: typeof allRecipients = {
	...allRecipients,
	read: (raw, context) => {
		const given = context.isForAgent === true ? anyRecipients.read(raw, context) : {};
		return Object.keys(given).length > 0 ? given : allRecipients.read(raw, context);
	},
};

const scheduledAt = filled(
	moment({
		displayName: 'Scheduled At',
		description:
			"When to send, as YYYY-MM-DDTHH:MM in the workflow's time zone; at once if left out",
	}),
);

/** A part of the body only where it has something in it. */
function unlessEmpty<Part extends object>(key: string, part: Part): Record<string, Part> {
	return Object.keys(part).length === 0 ? {} : { [key]: part };
}

/** The campaign operations. */
export const campaign: Resource = {
	value: 'campaign',
	name: 'Campaign',
	description: 'A message to many people at once',
	operations: [
		defineOperation({
			value: 'sendEmail',
			name: 'Send Email',
			action: 'Send email campaign to recipients',
			description:
				'Create an email campaign and send it to its recipients at once, or at the time it is scheduled for. This cannot be taken back.',
			concurrency: 1,
			parameters: {
				name,
				subject: requiredText({
					displayName: 'Subject',
					description: 'Subject line of the email',
					placeholder: 'e.g. A Diwali offer for you',
				}),
				content: requiredText({
					displayName: 'Content',
					description: 'Body of the email as HTML',
					placeholder: 'e.g. <p>Namaste!</p>',
					rows: 5,
					keepsSpaces: true,
				}),
				recipients,
				additionalFields: bodyFields(
					{ displayName: 'Additional Fields' },
					{
						fromName: text({
							displayName: 'From Name',
							description: 'Sender that recipients see',
							placeholder: 'e.g. Sharma Textiles',
						}),
						otherFields,
						replyTo: text({
							displayName: 'Reply To',
							description: 'Address that replies go to',
							placeholder: 'e.g. sales@example.com',
						}),
						scheduledAt,
					},
				),
			},
			request: (parameters) => ({
				method: 'POST',
				path: '/campaigns/email',
				body: joinFields(
					{
						name: parameters.name,
						subject: parameters.subject,
						content: parameters.content,
						...unlessEmpty('recipients', parameters.recipients),
					},
					parameters.additionalFields,
				),
				mayHaveHappened: `The campaign "${parameters.name}" may have gone out.`,
			}),
			respond: (reply) => [readRecord(reply, 'campaign')],
		}),
		defineOperation({
			value: 'sendWhatsApp',
			name: 'Send WhatsApp',
			action: 'Send WhatsApp campaign to recipients',
			description:
				'Create a WhatsApp broadcast and send it to its recipients at once, or at the time it is scheduled for. This cannot be taken back.',
			concurrency: 1,
			parameters: {
				name,
				template: text({
					displayName: 'Template',
					description:
						'Name of an approved WhatsApp template. Fill in either this or Message, not both.',
					placeholder: 'e.g. deal_won_thank_you',
				}),
				message: text({
					displayName: 'Message',
					description:
						'Text of the message, where no template is used. Fill in either this or Template, not both.',
					placeholder: 'e.g. Thank you for your order!',
					rows: 3,
					keepsSpaces: true,
				}),
				recipients,
				additionalFields: bodyFields(
					{ displayName: 'Additional Fields' },
					{
						otherFields,
						scheduledAt,
						variables: jsonObject({
							displayName: 'Variables (JSON)',
							description: 'Values for the placeholders of the template, as a JSON object',
							placeholder: 'e.g. {"first_name": "Priya"}',
						}),
					},
				),
			},
			request: (parameters) => ({
				method: 'POST',
				path: '/campaigns/whatsapp',
				body: joinFields(
					{
						name: parameters.name,
						...readMessage(parameters),
						...unlessEmpty('recipients', parameters.recipients),
					},
					parameters.additionalFields,
				),
				mayHaveHappened: `The campaign "${parameters.name}" may have gone out.`,
			}),
			respond: (reply) => [readRecord(reply, 'campaign')],
		}),
	],
};

function readMessage(parameters: {
	template: string | undefined;
	message: string | undefined;
}): Record<string, string> {
	const { template, message } = parameters;
	if (template !== undefined && message === undefined) return { template };
	if (message !== undefined && template === undefined) return { message };
	throw new ParameterError(
		message === undefined
			? 'Template or Message is required'
			: 'Template and Message are both filled in, so it is not clear what to send',
		'Fill in exactly one of them.',
	);
}
