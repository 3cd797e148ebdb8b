import type { HookData } from './hookData';
import type { Registration } from '../registrationStore';
import type { ListedWebhook } from './webhooksApi';

/**
 * Tells whether two addresses are the same, however their hosts are written.
 *
 * @param one an address
 * @param other another one
 */
export function isSameAddress(one: string, other: string): boolean {
	const write = (address: string) => (URL.canParse(address) ? new URL(address).href : address);
	return write(one) === write(other);
}

/**
 * Tells whether a listed webhook is one that was registered from here. What the list does not tell
 * fits any.
 *
 * @param webhook as the vendor lists it
 * @param registration as it was stored
 */
export function isListedAs(webhook: ListedWebhook, { id, url }: Registration): boolean {
	return (webhook.id ?? id) === id && isSameAddress(webhook.url ?? url, url);
}

/**
 * Tells whether a registration is as it should be: for this node's address and the chosen events,
 * with a known secret, and active. Without the list, what was stored decides.
 *
 * @param registration as it was stored
 * @param events the chosen events
 * @param listed the account's webhooks; undefined where the API does not list them
 * @param hook what the webhook method works with
 */
export function isValid(
	registration: Registration,
	events: readonly string[],
	listed: readonly ListedWebhook[] | undefined,
	{ url, account, credentialSecrets }: HookData,
): boolean {
	const isSigned = registration.secrets.length + credentialSecrets.length > 0;
	if (registration.url !== url || !isSigned) return false;
	if (listed === undefined) {
		return registration.account === account && isSameSelection(registration.events, events);
	}
	const found = listed.find((webhook) => isListedAs(webhook, registration));
	return found?.isActive === true && isSameSelection(found.events ?? registration.events, events);
}

function isSameSelection(one: readonly string[], other: readonly string[]): boolean {
	return [...one].sort().join() === [...other].sort().join();
}
