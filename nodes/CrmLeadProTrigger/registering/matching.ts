import type { HookData } from './hookData';
import type { Registration } from '../registrationStore';
import type { ListedWebhook } from './webhooksApi';

/** Whether two addresses are the same, however their hosts are spelled. */
export function isSameAddress(one: string, other: string): boolean {
	const write = (address: string) => (URL.canParse(address) ? new URL(address).href : address);
	return write(one) === write(other);
}

/**
 * Whether a listed webhook is that of a stored registration. A field that the list lacks is taken to match.
 */
export function isListedAs(webhook: ListedWebhook, { id, url }: Registration): boolean {
	return (webhook.id ?? id) === id && isSameAddress(webhook.url ?? url, url);
}

/**
 * Whether a registration is as it should be: for this node's address and the chosen events, with a
 * known secret, and active. Without the list, the stored data decides.
 *
 * @param listed the account's webhooks; undefined where the API does not list them
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
