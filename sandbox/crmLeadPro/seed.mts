import type { NewIdentifier } from './identifiers.mts';
import { pick, randomInteger, type Random } from '../random.mts';
import type { Account } from './account.mts';
import * as people from './people.mts';
import type { Deal, HistoryEntry, Lead, Pipeline, Stage } from './schemas.mts';

const dayMs = 86_400_000;
const spreadDays = 90;

/** What the generated data comes from. */
export interface SeedContext {
	random: Random;
	newIdentifier: NewIdentifier;
	/** The current time in milliseconds; all dates lie before it. */
	now: number;
}

/** Fills an account with the demo data: 60 leads, 40 contacts, 45 deals and three past campaigns. */
export function seedDemo(account: Account, context: SeedContext): void {
	seedLeads(account, context, 60);
	seedContacts(account, context, 40);
	seedDeals(account, context, 45);
	seedCampaigns(account, context);
}

/** Adds generated leads; the first one is the documents' sample, Priya Sharma. */
export function seedLeads(account: Account, context: SeedContext, count: number): void {
	if (count > 0) account.leads.insert(withHistory(sampleLead(context.now)));
	for (let number = 1; number < count; number++) {
		account.leads.insert(withHistory(generatedLead(account, context, number)));
	}
}

/** Adds generated contacts. */
export function seedContacts(
	account: Account,
	{ random, newIdentifier, now }: SeedContext,
	count: number,
): void {
	for (let number = 0; number < count; number++) {
		const createdAt = now - random() * spreadDays * dayMs;
		account.contacts.insert({
			id: newIdentifier('contact'),
			...generatedPerson(random, number),
			title: pick(random, people.titles),
			city: pick(random, people.cities),
			tags: someOf(random, people.contactTags),
			created_at: isoTime(createdAt),
			updated_at: isoTime(createdAt + random() * (now - createdAt)),
		});
	}
}

function sampleLead(now: number): Lead {
	return {
		id: 'lead_01J2XK3M4N5P6Q7R',
		name: 'Priya Sharma',
		email: 'priya.sharma@indus-analytics.example',
		phone: '+91 98765 43210',
		company: 'Indus Analytics',
		status: 'qualified',
		pipeline: 'sales',
		pipeline_stage: 'demo_scheduled',
		score: 87,
		source: 'website',
		assigned_to: 'user_sales_rep_01',
		tags: ['hot-lead', 'enterprise'],
		metadata: { city: 'Bengaluru', employees: 240 },
		created_at: isoTime(now - 12 * dayMs),
		updated_at: isoTime(now - 2 * dayMs),
	};
}

function generatedLead(
	account: Account,
	{ random, newIdentifier, now }: SeedContext,
	number: number,
): Lead {
	const pipeline = somePipeline(account, random);
	const stageIndex = Math.floor(random() ** 1.2 * pipeline.stages.length);
	const stage = stageAt(pipeline, stageIndex);
	const progress = stageIndex / (pipeline.stages.length - 1);
	const createdAt = now - random() * spreadDays * dayMs;
	return {
		id: newIdentifier('lead'),
		...generatedPerson(random, number),
		status: statusAt(progress, random),
		pipeline: pipeline.key,
		pipeline_stage: stage.key,
		score: Math.min(100, Math.round(15 + progress * 55 + random() * 30)),
		source: pick(random, people.sources),
		assigned_to: random() < 0.9 ? pick(random, people.users) : null,
		tags: someOf(random, people.leadTags),
		metadata: { city: pick(random, people.cities) },
		created_at: isoTime(createdAt),
		updated_at: isoTime(stageIndex === 0 ? createdAt : createdAt + random() * (now - createdAt)),
	};
}

function statusAt(progress: number, random: Random): string {
	if (progress === 0) return 'new';
	if (random() < 0.15) return 'unqualified';
	return progress < 0.4 ? 'contacted' : 'qualified';
}

function withHistory(lead: Lead) {
	const history: HistoryEntry[] = [{ at: lead.created_at, event: 'created' }];
	const change = (field: string, from: string, to: string) => {
		if (from !== to) history.push({ at: lead.updated_at, event: 'changed', field, from, to });
	};
	change('status', 'new', lead.status);
	return { lead, archivedAt: null, history };
}

/** @param number keeps the mail addresses of a workspace's leads apart */
function generatedPerson(random: Random, number: number) {
	const firstName = pick(random, people.firstNames);
	const lastName = pick(random, people.lastNames);
	const company = pick(random, people.companies);
	const mailbox = `${firstName}.${lastName}${number}`.toLowerCase();
	const domain = company.toLowerCase().replaceAll(' ', '-');
	const digits = `${randomInteger(random, 70_000, 99_999)} ${randomInteger(random, 10_000, 99_999)}`;
	return {
		name: `${firstName} ${lastName}`,
		email: `${mailbox}@${domain}.example`,
		phone: `+91 ${digits}`,
		company,
	};
}

function seedDeals(account: Account, context: SeedContext, count: number): void {
	const { random, newIdentifier, now } = context;
	const leads = account.leads.active;
	const contacts = account.contacts.all;
	for (let number = 0; number < count; number++) {
		const pipeline = somePipeline(account, random);
		const createdAt = now - (5 + random() * (spreadDays - 5)) * dayMs;
		const fate = random();
		const status = fate < 0.35 ? 'won' : fate < 0.6 ? 'lost' : 'open';
		const reached =
			status === 'won' ? pipeline.stages.length : randomInteger(random, 1, pipeline.stages.length);
		const endsAt = status === 'open' ? now : createdAt + (0.4 + random() * 0.6) * (now - createdAt);
		const stageMs = (endsAt - createdAt) / reached;
		const stageHistory = pipeline.stages.slice(0, reached).map((stage, index) => ({
			stage: stage.key,
			entered_at: isoTime(createdAt + index * stageMs),
		}));
		const lead = pick(random, leads);
		const closedAt = status === 'open' ? null : isoTime(endsAt);
		const deal: Deal = {
			id: newIdentifier('deal'),
			name: `${lead.company ?? lead.name} – ${pick(random, ['CRM licences', 'Annual plan', 'Onboarding', 'WhatsApp add-on', 'Seat expansion'])}`,
			pipeline: pipeline.key,
			stage: stageAt(pipeline, reached - 1).key,
			status,
			value: randomInteger(random, 5, 400) * 5_000,
			currency: 'INR',
			lead_id: lead.id,
			contact_id: random() < 0.5 ? pick(random, contacts).id : null,
			expected_close_date: isoTime(createdAt + 45 * dayMs).slice(0, 10),
			assigned_to: lead.assigned_to,
			tags: someOf(random, ['annual', 'upsell', 'discount-approved']),
			created_at: isoTime(createdAt),
			updated_at: closedAt ?? stageHistory.at(-1)?.entered_at ?? isoTime(createdAt),
			closed_at: closedAt,
		};
		account.deals.insert({ deal, stageHistory });
	}
}

function seedCampaigns(account: Account, { newIdentifier, now }: SeedContext): void {
	const past = [
		{ channel: 'email', name: 'Diwali offer', tag: 'festive-offer', daysAgo: 61 },
		{ channel: 'whatsapp', name: 'Demo reminders', tag: 'hot-lead', daysAgo: 23 },
		{ channel: 'email', name: 'GST filing webinar', tag: 'gst-registered', daysAgo: 9 },
	] as const;
	for (const { channel, name, tag, daysAgo } of past) {
		const sentAt = isoTime(now - daysAgo * dayMs);
		account.campaigns.insert({
			id: newIdentifier('campaign'),
			channel,
			name,
			...(channel === 'email'
				? { subject: name, content: `<p>${name}</p>` }
				: { template: name.toLowerCase().replaceAll(' ', '_') }),
			recipients: { tags: [tag], lead_ids: [], contact_ids: [] },
			recipient_count: account.leads.active.filter(({ tags }) => tags.includes(tag)).length,
			status: 'sent',
			scheduled_at: null,
			sent_at: sentAt,
			created_at: sentAt,
		});
	}
}

function somePipeline(account: Account, random: Random): Pipeline {
	const [sales] = account.pipelines.all;
	return sales !== undefined && random() < 0.6 ? sales : pick(random, account.pipelines.all);
}

function stageAt(pipeline: Pipeline, index: number): Stage {
	const stage = pipeline.stages[index];
	if (stage === undefined) throw new RangeError(`${pipeline.key} has no stage ${index + 1}`);
	return stage;
}

function someOf(random: Random, entries: readonly string[]): string[] {
	return entries.filter(() => random() < 1.6 / entries.length);
}

function isoTime(milliseconds: number): string {
	return new Date(milliseconds).toISOString();
}
