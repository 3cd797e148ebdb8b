import { Campaigns } from './campaigns.mts';
import { Contacts } from './contacts.mts';
import type { Context } from './context.mts';
import { Deals } from './deals.mts';
import { Leads } from './leads.mts';
import { Pipelines } from './pipelines.mts';
import type { State, WebhookEvent } from './schemas.mts';
import { Webhooks } from './webhooks.mts';

/** All CRMLead Pro records of one workspace. */
export class Account {
	readonly pipelines = new Pipelines();
	readonly webhooks: Webhooks;
	readonly leads: Leads;
	readonly contacts: Contacts;
	readonly deals: Deals;
	readonly campaigns: Campaigns;

	constructor(workspace: Omit<Context, 'publish'>) {
		const context: Context = {
			...workspace,
			publish: (event: WebhookEvent, data: Record<string, unknown>) => {
				this.webhooks.publish(event, data);
			},
		};
		this.webhooks = new Webhooks(context);
		this.leads = new Leads(context, this.pipelines);
		this.contacts = new Contacts(context);
		this.deals = new Deals(context, this);
		this.campaigns = new Campaigns(context, this.leads, this.contacts);
	}

	/** Everything, archived leads included. */
	get state(): State {
		return {
			leads: [...this.leads.rows].map(({ lead, archivedAt, history }) => ({
				...lead,
				archived_at: archivedAt,
				history,
			})),
			deals: this.deals.rows.map(({ deal, stageHistory }) => ({
				...deal,
				stage_history: stageHistory,
			})),
			contacts: this.contacts.all,
			campaigns: [...this.campaigns.all],
			pipelines: [...this.pipelines.all],
			webhooks: this.webhooks.all,
			deliveries: this.webhooks.deliveries,
		};
	}
}
