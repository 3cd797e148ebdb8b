import { choices, collection, notice, number, text, toggle } from '../shared/fields';
import type { Field } from '../shared/fields';
import { webhookEvents } from '../CrmLeadPro/events';
import { simplifyField } from '../CrmLeadPro/simplifiedEvent';

const forAddress = notice(
	'CRMLead Pro has to reach this n8n over the internet. If the Webhook URLs above begin with http://localhost, it cannot, and the trigger will say so when you test or activate it. Set WEBHOOK_URL of n8n to its public https address first, or use the CRMLead Pro Polling Trigger, which needs none.',
);

/** A form cannot know the address of its n8n, only that one in n8n's cloud has a public one. */
export const addressNotice: Field<undefined> = {
	...forAddress,
	property: { ...forAddress.property, displayOptions: { hideOnCloud: true } },
};

/** Which events start the workflow. */
export const eventsField = choices({
	displayName: 'Events',
	description: 'What starts the workflow. CRMLead Pro sends these events only.',
	options: webhookEvents,
});

/** Defaults of options that are not set. */
export const optionDefaults = { ignoreDuplicates: true, simplify: false, toleranceSeconds: 300 };

/** How deliveries are checked and what the workflow gets of them. */
export const optionsField = collection(
	{ displayName: 'Options', placeholder: 'Add option' },
	{
		ignoreDuplicates: toggle({
			displayName: 'Ignore Duplicates',
			description:
				'Whether an event that CRMLead Pro sends again starts the workflow only once, as far as n8n can tell',
			default: optionDefaults.ignoreDuplicates,
		}),
		includeHeaders: toggle({
			displayName: 'Include Headers',
			description: 'Whether to return the headers of the request beside its body',
		}),
		signatureHeader: text({
			displayName: 'Signature Header',
			description:
				'Name of the header that holds the signature, where it is none of the usual ones',
			placeholder: 'e.g. x-crmleadpro-signature',
		}),
		simplify: simplifyField,
		toleranceSeconds: number({
			displayName: 'Tolerance (Seconds)',
			description: 'How old a signed time may be, for signatures that contain one',
			default: optionDefaults.toleranceSeconds,
			minValue: 1,
		}),
	},
);
