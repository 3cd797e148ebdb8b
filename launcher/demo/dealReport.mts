import type { State } from '../../sandbox/crmLeadPro/schemas.mts';
import type { Report } from './report.mts';

type Deal = State['deals'][number];
type Campaign = State['campaigns'][number];

function newCampaigns(before: State, after: State): Campaign[] {
	const known = new Set(before.campaigns.map(({ id }) => id));
	return after.campaigns.filter(({ id }) => !known.has(id));
}

function campaignProblems(campaign: Campaign, { lead_id: leadId }: Deal): string[] {
	const { channel, status, recipients, recipient_count: count } = campaign;
	const addressed = recipients.lead_ids.join(', ');
	return [
		...(channel === 'whatsapp' ? [] : [`the campaign went out by ${channel}`]),
		...(status === 'sent' ? [] : [`the campaign is ${status} and not sent`]),
		...(addressed === leadId
			? []
			: [`the campaign should go to ${leadId ?? 'nobody'} and goes to ${addressed}`]),
		...(count === 1 ? [] : [`the campaign should reach one person and reaches ${count}`]),
	];
}

function describeDeal({ name, value, currency, id }: Deal): string {
	const amount = value.toLocaleString('en-IN', {
		style: 'currency',
		currency,
		maximumFractionDigits: 0,
	});
	return `  won      ${name}, ${amount}   ${id}`;
}

function describeCampaign(campaign: Campaign, { leads }: State): string[] {
	const [lead] = leads.filter(({ id }) => campaign.recipients.lead_ids.includes(id));
	return [
		`  sent     WhatsApp campaign "${campaign.name}"   ${campaign.id}`,
		`           to ${lead?.name ?? 'nobody'}, ${lead?.phone ?? 'no phone'}`,
	];
}

/**
 * Compares what the workflow was asked for, a WhatsApp campaign to the lead of the won deal, with what the sandbox
 * holds now.
 *
 * @param dealId the deal that was won
 * @param before the workspace before that
 * @param after the workspace after the execution
 */
export function reportDeal(dealId: string, before: State, after: State): Report {
	const deal = after.deals.find(({ id }) => id === dealId);
	if (deal === undefined) throw new Error(`there is no deal ${dealId}`);
	const campaigns = newCampaigns(before, after);
	return {
		text: [
			describeDeal(deal),
			...campaigns.flatMap((campaign) => describeCampaign(campaign, after)),
		].join('\n'),
		problems: [
			...(deal.status === 'won' ? [] : [`${dealId} is ${deal.status} and not won`]),
			...(campaigns.length === 1 ? [] : [`one campaign expected, ${campaigns.length} found`]),
			...(after.webhooks.length === 1
				? []
				: [`one webhook expected, ${after.webhooks.length} registered`]),
			...campaigns.flatMap((campaign) => campaignProblems(campaign, deal)),
		],
	};
}
