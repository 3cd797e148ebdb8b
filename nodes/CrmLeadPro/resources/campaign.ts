import type { IDataObject } from 'n8n-workflow';

import { ParameterError } from '../../shared/failures';
import {
	bodyFields,
	filled,
	joinFields,
	jsonObject,
	moment,
	notice,
	otherFields,
	requiredText,
	text,
} from '../../shared/fields';
import type { ApiReply } from '../../shared/http';
import { readRecord } from '../../shared/http';
import type { Resource, RunScope } from '../../shared/operation';
import { defineOperation } from '../../shared/operation';
import { hintAtNobody, joinCampaigns, recipientFields, toRecipients } from '../campaignRecipients';

const name = requiredText({
	displayName: 'Name',
	description:
		'What the campaign is called in CRMLead Pro; recipients do not see it. The campaign is sent, which cannot be taken back.',
	placeholder: 'e.g. Diwali offer 2026',
});

const warning = notice(
	'Running this step sends real messages to real people, also when you test it. It cannot be taken back.',
);

const scheduledAt = filled(
	moment({
		displayName: 'Scheduled At',
		description:
			"When to send, as YYYY-MM-DDTHH:MM in the workflow's time zone; at once if left out",
	}),
);

/** What all items have to agree on to become one campaign. */
const SHARED_LABELS = {
	name: 'Name',
	sendTo: 'Send To',
	additionalFields: 'Additional Fields',
};

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
				'Send an email campaign at once, or at the time it is scheduled for. This cannot be taken back.',
			concurrency: 1,
			parameters: {
				warning,
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
				...recipientFields,
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
						...toRecipients(parameters),
					},
					parameters.additionalFields,
				),
				mayHaveHappened: `The campaign "${parameters.name}" may have gone out.`,
			}),
			respond: readCampaign,
			combine: (all) =>
				joinCampaigns(all, { ...SHARED_LABELS, subject: 'Subject', content: 'Content' }),
		}),
		defineOperation({
			value: 'sendWhatsApp',
			name: 'Send WhatsApp',
			action: 'Send WhatsApp campaign to recipients',
			description:
				'Send a WhatsApp broadcast at once, or at the time it is scheduled for. This cannot be taken back.',
			concurrency: 1,
			parameters: {
				warning,
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
				...recipientFields,
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
						...toRecipients(parameters),
					},
					parameters.additionalFields,
				),
				mayHaveHappened: `The campaign "${parameters.name}" may have gone out.`,
			}),
			respond: readCampaign,
			combine: (all) =>
				joinCampaigns(all, { ...SHARED_LABELS, template: 'Template', message: 'Message' }),
		}),
	],
};

function readCampaign(reply: ApiReply, _parameters: unknown, scope: RunScope): IDataObject[] {
	const sent = readRecord(reply, 'campaign');
	hintAtNobody(sent, scope);
	return [sent];
}

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
