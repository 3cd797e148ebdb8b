import { ParameterError } from '../../shared/failures';
import { choices, requiredText, text } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import { defineSteps } from '../../shared/operation';
import { readRecord } from '../../shared/http';
import { webhookEvents } from '../events';

/** The webhook operations. */
export const webhook: Resource = {
	value: 'webhook',
	name: 'Webhook',
	description: 'An address that CRMLead Pro tells about events',
	operations: [
		defineSteps({
			value: 'create',
			name: 'Register',
			action: 'Register webhook',
			description:
				'Let CRMLead Pro tell an address about events. To start a workflow, the CRMLead Pro Trigger does this better: it checks signatures and leaves out repeats.',
			parameters: {
				url: requiredText({
					displayName: 'URL',
					description:
						'Web address that gets the events, with data of your leads and deals in them',
					placeholder: 'e.g. https://example.com/crmleadpro',
				}),
				events: choices({
					displayName: 'Events',
					description: 'The events to send to the address',
					options: webhookEvents,
				}),
				secret: text({
					displayName: 'Secret',
					description:
						'Signs the events (HMAC-SHA256), so that the receiver can check them. If left empty, one is made and returned in the output.',
					password: true,
				}),
			},
			plan: (parameters) => {
				const registration = {
					url: requireWebAddress(parameters.url),
					events: parameters.events,
				};
				const request = { method: 'POST', path: '/webhooks' } as const;
				return {
					changesData: true,
					run: async (client, scope) => {
						// A repeated run derives the same secret, which matches what was registered before.
						const key = scope.idempotencyKey({ ...request, body: registration });
						const secret = parameters.secret ?? client.deriveSecret(key);
						const registered = await client.send(
							{
								...request,
								body: { ...registration, secret },
								mayHaveHappened: `A webhook for ${registration.url} may have been registered.`,
							},
							(reply) => readRecord(reply, 'webhook'),
							key,
						);
						const { id, secret: shown = secret, ...others } = registered;
						return [{ ...(id === undefined ? {} : { id }), ...others, secret: shown }];
					},
				};
			},
		}),
	],
};

function requireWebAddress(url: string): string {
	const trimmed = url.trim();
	if (!URL.canParse(trimmed) || !/^https?:$/.test(new URL(trimmed).protocol)) {
		throw new ParameterError(
			`URL must be a web address, but it is "${trimmed}"`,
			'Enter it in full, e.g. https://example.com/crmleadpro.',
		);
	}
	return trimmed;
}
