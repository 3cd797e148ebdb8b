import type { Registration } from './registrationStore';
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
