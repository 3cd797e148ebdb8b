import type { Switches } from '../switches.mts';
import type { Webhook } from './schemas.mts';

const plurals = { lead: 'leads', contact: 'contacts', pipeline: 'pipelines', webhook: 'webhooks' };

/** Resources that are listed. */
export type ListedResource = keyof typeof plurals;

/** The body of a list's reply, with the paging signals beside the list where the envelope has room. */
export function wrapList(
	envelope: Switches['listEnvelope'],
	resource: ListedResource,
	rows: readonly unknown[],
	signals: Record<string, unknown> = {},
): unknown {
	switch (envelope) {
		case 'bare':
			return rows;
		case 'data.data':
			return { data: { data: rows, ...signals } };
		case 'resource':
			return { [plurals[resource]]: rows, ...signals };
		case 'result.items':
			return { result: { items: rows }, ...signals };
		case '_embedded':
			return { _embedded: { [plurals[resource]]: rows }, ...signals };
		default:
			return { [envelope]: rows, ...signals };
	}
}

/** The body of a reply about one record. */
export function wrapOne(
	envelope: Switches['singleEnvelope'],
	resource: string,
	record: object,
): unknown {
	switch (envelope) {
		case 'bare':
			return record;
		case 'data':
			return { data: record };
		case 'resource':
			return { [resource]: record };
	}
}

/** The body of the reply to a registration: id and secret where the switches say. */
export function wrapRegistration(
	webhook: Webhook,
	{ webhookReply, webhookSecret }: Switches,
): unknown {
	const { id, url, events, created_at, secret } = webhook;
	const fields = {
		url,
		events,
		created_at,
		...(webhookSecret === 'none' ? {} : { [webhookSecret]: secret }),
	};
	switch (webhookReply) {
		case 'id':
			return { id, ...fields };
		case 'webhook_id':
			return { webhook_id: id, ...fields };
		case 'data.id':
			return { data: { id, ...fields } };
		case 'webhook.id':
			return { webhook: { id, ...fields } };
	}
}
