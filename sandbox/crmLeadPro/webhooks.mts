import { randomBytes, randomInt } from 'node:crypto';
import { notFound } from '../apiError.mts';
import type { Context } from './context.mts';
import { identifierSource } from './identifiers.mts';
import type { Delivery, Webhook, WebhookEvent } from './schemas.mts';
import type { WebhookBody } from './requests.mts';
import { sign } from './signature.mts';

const attemptTimeoutMs = 10_000;

interface PendingDelivery {
	delivery: Delivery;
	webhook: Webhook;
	headers: Record<string, string>;
}

/** Every signing secret that a registration asked for, in whatever workspace, to look for where it must not be. */
export const sentSecrets = new Set<string>();

/** The registrations of one workspace and the deliveries to them. */
export class Webhooks {
	readonly #context: Context;
	readonly #webhooks = new Map<string, Webhook>();
	readonly #deliveries: PendingDelivery[] = [];
	readonly #sending = new Set<Promise<void>>();
	/** No two workspaces have an event in common, since receivers remember what they have seen. */
	readonly #newEventIdentifier = identifierSource(randomInt(2 ** 31));

	constructor(context: Context) {
		this.#context = context;
	}

	get all(): Webhook[] {
		return [...this.#webhooks.values()];
	}

	get deliveries(): Delivery[] {
		return this.#deliveries.map(({ delivery }) => delivery);
	}

	register({ url, events, secret }: WebhookBody): Webhook {
		if (secret !== undefined) sentSecrets.add(secret);
		const { webhookSecretSource, signatureSecretForm } = this.#context.switches();
		const isPrefixed = signatureSecretForm === 'whsec';
		const bytes = randomBytes(24);
		const generated = isPrefixed ? `whsec_${bytes.toString('base64')}` : bytes.toString('hex');
		const webhook: Webhook = {
			id: this.#context.newIdentifier('webhook'),
			url,
			events,
			secret: webhookSecretSource === 'sent' && !isPrefixed ? (secret ?? generated) : generated,
			created_at: this.#context.clock.timestamp(),
		};
		this.#webhooks.set(webhook.id, webhook);
		return webhook;
	}

	/**
	 * @throws ApiError 404 when there is no such webhook
	 */
	remove(id: string): void {
		if (!this.#webhooks.delete(id)) throw notFound('webhook', id);
	}

	/** Starts a delivery to every webhook that is subscribed to the event; all of them carry the same event id. */
	publish(event: WebhookEvent, data: Record<string, unknown>): void {
		const subscribed = this.all.filter(({ events }) => events.includes(event));
		if (subscribed.length === 0) return;
		const { switches, newIdentifier, clock } = this.#context;
		const { eventNameField, deliveryIdField } = switches();
		const id = this.#newEventIdentifier('event');
		const headers: Record<string, string> = { 'content-type': 'application/json' };
		const fields: Record<string, string> = {};
		if (deliveryIdField === 'header') headers['x-crmleadpro-delivery'] = id;
		else if (deliveryIdField === 'webhookHeader') headers['x-webhook-id'] = id;
		else if (deliveryIdField !== 'none') fields[deliveryIdField] = id;
		if (eventNameField === 'header') headers['x-crmleadpro-event'] = event;
		else if (eventNameField === 'webhookHeader') headers['x-webhook-event'] = event;
		else fields[eventNameField] = event;
		const body = JSON.stringify({ ...fields, created_at: clock.timestamp(), data });
		for (const webhook of subscribed) {
			const delivery: Delivery = {
				id: newIdentifier('delivery'),
				webhook_id: webhook.id,
				event,
				url: webhook.url,
				body,
				state: 'pending',
				attempts: [],
			};
			const pending = { delivery, webhook, headers };
			this.#deliveries.push(pending);
			void this.#deliver(pending);
		}
	}

	/**
	 * Sends a delivery once more, with the same bytes and ids.
	 * @throws ApiError 404 when there is no such delivery
	 */
	redeliver(id: string): Delivery {
		const pending = this.#deliveries.find(({ delivery }) => delivery.id === id);
		if (pending === undefined) throw notFound('delivery', id);
		pending.delivery.state = 'pending';
		void this.#deliver(pending);
		return pending.delivery;
	}

	/** Resolves when no attempt is on its way; deliveries that wait for their next attempt do not count. */
	async settled(): Promise<void> {
		while (this.#sending.size > 0) await Promise.all(this.#sending);
	}

	async #deliver(pending: PendingDelivery): Promise<void> {
		const { delivery } = pending;
		const waits = this.#context.switches().webhookRetryDelays;
		for (const waitMs of [0, ...waits]) {
			if (waitMs > 0) await this.#context.clock.sleep(waitMs);
			const attempt = this.#attempt(pending);
			this.#sending.add(attempt);
			await attempt;
			this.#sending.delete(attempt);
			if (delivery.state === 'delivered') return;
		}
		delivery.state = 'failed';
	}

	async #attempt({ delivery, webhook, headers }: PendingDelivery): Promise<void> {
		const switches = this.#context.switches();
		const { body, url, id } = delivery;
		const unixSeconds = Math.floor(Date.now() / 1000) - switches.signatureAgeSeconds;
		const signed = { body, secret: webhook.secret, url, id, unixSeconds };
		const sentHeaders = { ...headers, ...sign(signed, switches) };
		const at = this.#context.clock.timestamp();
		let status: number | null = null;
		let error: string | null = null;
		try {
			// Loaded with the first delivery, so that the sandbox starts faster.
			const { request } = await import('undici');
			const reply = await request(delivery.url, {
				method: 'POST',
				headers: sentHeaders,
				body: delivery.body,
				signal: AbortSignal.timeout(attemptTimeoutMs),
			});
			status = reply.statusCode;
			await reply.body.dump();
			if (status >= 200 && status < 300) delivery.state = 'delivered';
		} catch (caught) {
			error = caught instanceof Error ? caught.message : String(caught);
		}
		delivery.attempts.push({ at, headers: sentHeaders, status, error });
	}
}
