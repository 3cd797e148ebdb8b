import { choices, collection, number, text, toggle } from '../shared/fields';
import { webhookEvents } from '../CrmLeadPro/events';

/** Which events start the workflow. */
export const eventsField = choices({
	displayName: 'Events',
	description: 'What starts the workflow. CRMLead Pro sends these events only.',
	options: webhookEvents,
});

/** Defaults of options that are not set. */
export const optionDefaults = { ignoreDuplicates: true, toleranceSeconds: 300 };

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
		toleranceSeconds: number({
			displayName: 'Tolerance (Seconds)',
			description: 'How old a signed time may be, for signatures that contain one',
			default: optionDefaults.toleranceSeconds,
			minValue: 1,
		}),
	},
);
