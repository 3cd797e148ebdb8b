import { invalidFields } from '../apiError.mts';
import type { Contacts } from './contacts.mts';
import type { Context } from './context.mts';
import { unknownFields } from '../fields.mts';
import type { Leads } from './leads.mts';
import { campaignSchema, type Campaign, type Channel, type Recipients } from './schemas.mts';
import { type CampaignBody } from './requests.mts';

const addressField = { email: 'email', whatsapp: 'phone' } as const;

/** The campaigns of one workspace. */
export class Campaigns {
	readonly #context: Context;
	readonly #leads: Leads;
	readonly #contacts: Contacts;
	readonly #campaigns: Campaign[] = [];

	constructor(context: Context, leads: Leads, contacts: Contacts) {
		this.#context = context;
		this.#leads = leads;
		this.#contacts = contacts;
	}

	get all(): readonly Campaign[] {
		return this.#campaigns;
	}

	/** Puts a past campaign in, without an event. */
	insert(campaign: Campaign): void {
		this.#campaigns.push(campaign);
	}

	/**
	 * Creates a campaign and sends it, or schedules it when `scheduled_at` lies ahead on the workspace's clock.
	 * @throws ApiError 422 with unknown recipients, and without any unless a switch says that this means everyone:
	 * sending to everybody by omission is no default a mailer would choose.
	 */
	create(channel: Channel, body: CampaignBody): Campaign {
		const recipients = body.recipients ?? { tags: [], lead_ids: [], contact_ids: [] };
		const recipientCount = this.#countRecipients(channel, recipients);
		const { clock } = this.#context;
		const now = clock.timestamp();
		const scheduledAt = body.scheduled_at ?? null;
		const waitMs = scheduledAt === null ? 0 : Date.parse(scheduledAt) - clock.now();
		const campaign: Campaign = {
			id: this.#context.newIdentifier('campaign'),
			channel,
			name: body.name,
			recipients,
			recipient_count: recipientCount,
			status: 'scheduled',
			scheduled_at: scheduledAt,
			sent_at: null,
			created_at: now,
			...unknownFields(body, campaignSchema.shape),
		};
		this.insert(campaign);
		if (waitMs > 0) {
			void clock.sleep(waitMs).then(() => {
				this.#send(campaign);
			});
		} else {
			this.#send(campaign);
		}
		return campaign;
	}

	#send(campaign: Campaign): void {
		campaign.status = 'sent';
		campaign.sent_at = this.#context.clock.timestamp();
		this.#context.publish('campaign.sent', campaign);
	}

	/** Leads and contacts that are named or carry one of the tags, and have an address for the channel. */
	#countRecipients(channel: Channel, recipients: Recipients): number {
		const { tags, lead_ids: leadIds, contact_ids: contactIds } = recipients;
		const isForEveryone = tags.length + leadIds.length + contactIds.length === 0;
		if (isForEveryone && this.#context.switches().campaignWithoutRecipients === 'rejected') {
			throw invalidFields({ recipients: ['Choose at least one tag, lead or contact.'] });
		}
		this.#leads.requireAll(leadIds, 'recipients.lead_ids');
		this.#contacts.requireAll(contactIds, 'recipients.contact_ids');
		const field = addressField[channel];
		const chosen = (ids: readonly string[]) => (person: { id: string; tags: string[] }) =>
			isForEveryone || ids.includes(person.id) || person.tags.some((tag) => tags.includes(tag));
		const people = [
			...this.#leads.active.filter(chosen(leadIds)),
			...this.#contacts.all.filter(chosen(contactIds)),
		];
		return people.filter((person) => person[field] !== null).length;
	}
}
