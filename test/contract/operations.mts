import type { INodeParameters } from 'n8n-workflow';

import type { WireRequest } from '../support/workspace.mts';

/** An input item's JSON. */
type Item = Record<string, string>;

/** What an operation promises: two items in, two requests out. */
export interface OperationContract {
	resource: string;
	operation: string;
	parameters: INodeParameters;
	/** Two input items. */
	items: [Item, Item];
	/** The request that an item causes. */
	request: (item: Item) => WireRequest;
}

const leadIds: [Item, Item] = [{ id: 'lead_01J2XK3M4N5P6Q7R' }, { id: 'ids/are-encoded?#é' }];
const listQuery = { page: '1', limit: '2' };
const byId = { __rl: true, mode: 'id', value: '={{ $json.id }}' };

/** Every operation of the node. Expected requests are written from the API's documents. */
export const contracts: OperationContract[] = [
	{
		resource: 'lead',
		operation: 'create',
		parameters: {
			name: '={{ $json.name }}',
			additionalFields: {
				email: '={{ $json.email }}',
				phone: '+91 98765 43210',
				company: 'Rao Exports',
				status: 'new',
				pipeline: 'sales',
				pipelineStage: 'qualified',
				score: 87,
				source: 'website',
				assignedTo: 'user_sales_rep_01',
				tags: 'hot-lead, enterprise',
				metadata: { values: [{ key: 'city', value: 'Pune' }] },
				otherFields: '{"gst_number": "27AAPFU0939F1ZV", "score": 90}',
			},
		},
		items: [
			{ name: 'Asha Rao', email: 'asha.rao@example.in' },
			{ name: 'विक्रम सेठी 🙏', email: 'vikram@example.in' },
		],
		request: ({ name, email }) => ({
			method: 'POST',
			path: '/leads',
			body: {
				name,
				email,
				phone: '+91 98765 43210',
				company: 'Rao Exports',
				status: 'new',
				pipeline: 'sales',
				pipeline_stage: 'qualified',
				score: 90,
				source: 'website',
				assigned_to: 'user_sales_rep_01',
				tags: ['hot-lead', 'enterprise'],
				metadata: { city: 'Pune' },
				gst_number: '27AAPFU0939F1ZV',
			},
		}),
	},
	{
		resource: 'lead',
		operation: 'get',
		parameters: { leadId: byId },
		items: leadIds,
		request: ({ id }) => ({ method: 'GET', path: `/leads/${encodeURIComponent(id ?? '')}` }),
	},
	{
		resource: 'lead',
		operation: 'getAll',
		parameters: {
			returnAll: false,
			limit: 2,
			filters: {
				search: '={{ $json.search }}',
				status: 'qualified',
				pipelineStage: 'demo_scheduled',
				source: 'website',
				assignedTo: 'user_sales_rep_01',
				tags: 'hot-lead, enterprise',
			},
			sort: { sortBy: 'score', sortOrder: 'desc' },
			options: {
				queryParameters: { values: [{ key: 'city', value: 'Navi Mumbai & Thane + Pune' }] },
			},
		},
		items: [{ search: 'sharma' }, { search: 'priya' }],
		request: ({ search }) => ({
			method: 'GET',
			path: '/leads',
			query: {
				...listQuery,
				search: search ?? '',
				status: 'qualified',
				pipeline_stage: 'demo_scheduled',
				source: 'website',
				assigned_to: 'user_sales_rep_01',
				tags: 'hot-lead,enterprise',
				sort_by: 'score',
				sort_order: 'desc',
				city: 'Navi Mumbai & Thane + Pune',
			},
		}),
	},
	{
		resource: 'lead',
		operation: 'update',
		parameters: { leadId: byId, updateFields: { name: 'Priya S.', score: '={{ 40 + 2 }}' } },
		items: leadIds,
		request: ({ id }) => ({
			method: 'PATCH',
			path: `/leads/${encodeURIComponent(id ?? '')}`,
			body: { name: 'Priya S.', score: 42 },
		}),
	},
	{
		resource: 'lead',
		operation: 'delete',
		parameters: { leadId: byId },
		items: leadIds,
		request: ({ id }) => ({ method: 'DELETE', path: `/leads/${encodeURIComponent(id ?? '')}` }),
	},
	{
		resource: 'deal',
		operation: 'create',
		parameters: {
			name: '={{ $json.name }}',
			pipeline: { __rl: true, mode: 'list', value: 'sales' },
			additionalFields: {
				stage: 'demo_scheduled',
				value: 125000.5,
				currency: 'INR',
				leadId: 'lead_01J2XK3M4N5P6Q7R',
				contactId: '={{ $json.contact }}',
				expectedCloseDate: '2026-12-31T00:00:00',
				assignedTo: 'user_sales_rep_01',
				tags: '={{ ["renewal", "enterprise"] }}',
				otherFields: '{"probability": 60}',
			},
		},
		items: [
			{ name: 'Annual licence', contact: 'contact_01JXEP2Z9FH1GVH2' },
			{ name: 'Onboarding', contact: 'contact_01J2GHWVJVYS228A' },
		],
		request: ({ name, contact }) => ({
			method: 'POST',
			path: '/deals',
			body: {
				name,
				pipeline: 'sales',
				stage: 'demo_scheduled',
				value: 125000.5,
				currency: 'INR',
				lead_id: 'lead_01J2XK3M4N5P6Q7R',
				contact_id: contact,
				expected_close_date: '2026-12-31',
				assigned_to: 'user_sales_rep_01',
				tags: ['renewal', 'enterprise'],
				probability: 60,
			},
		}),
	},
	{
		resource: 'contact',
		operation: 'getAll',
		parameters: {
			returnAll: false,
			limit: 2,
			filters: { search: '={{ $json.search }}', tags: 'customer' },
			sort: { sortBy: 'name', sortOrder: 'asc' },
		},
		items: [{ search: 'a' }, { search: 'e' }],
		request: ({ search }) => ({
			method: 'GET',
			path: '/contacts',
			query: {
				...listQuery,
				search: search ?? '',
				tags: 'customer',
				sort_by: 'name',
				sort_order: 'asc',
			},
		}),
	},
	{
		resource: 'campaign',
		operation: 'sendEmail',
		parameters: {
			name: '={{ $json.name }}',
			subject: 'Diwali offer',
			content: '<p>Namaste &amp; welcome</p>',
			sendTo: 'contacts',
			contactIds: '={{ ["contact_01JXEP2Z9FH1GVH2", "contact_01J2GHWVJVYS228A"] }}',
			sendMode: 'eachItem',
			additionalFields: {
				fromName: 'Sharma Textiles',
				replyTo: 'sales@example.in',
				scheduledAt: '2027-01-15T10:00:00',
				otherFields: '{"track_opens": true}',
			},
		},
		items: [{ name: 'First wave' }, { name: 'Second wave' }],
		request: ({ name }) => ({
			method: 'POST',
			path: '/campaigns/email',
			body: {
				name,
				subject: 'Diwali offer',
				content: '<p>Namaste &amp; welcome</p>',
				recipients: {
					contact_ids: ['contact_01JXEP2Z9FH1GVH2', 'contact_01J2GHWVJVYS228A'],
				},
				from_name: 'Sharma Textiles',
				reply_to: 'sales@example.in',
				// 10:00 in Asia/Kolkata (UTC+05:30), the time zone of the test's workflow
				scheduled_at: '2027-01-15T04:30:00.000Z',
				track_opens: true,
			},
		}),
	},
	{
		resource: 'campaign',
		operation: 'sendWhatsApp',
		parameters: {
			name: '={{ $json.name }}',
			template: 'deal_won_thank_you',
			sendTo: 'leads',
			leadIds: 'lead_01J2XK3M4N5P6Q7R',
			sendMode: 'eachItem',
			additionalFields: {
				variables: '={{ { first_name: $json.name } }}',
				scheduledAt: '2027-01-15',
			},
		},
		items: [{ name: 'Priya' }, { name: 'Vikram' }],
		request: ({ name }) => ({
			method: 'POST',
			path: '/campaigns/whatsapp',
			body: {
				name,
				template: 'deal_won_thank_you',
				recipients: { lead_ids: ['lead_01J2XK3M4N5P6Q7R'] },
				variables: { first_name: name },
				scheduled_at: '2027-01-15',
			},
		}),
	},
	{
		resource: 'campaign',
		operation: 'sendWhatsApp',
		parameters: {
			name: '={{ $json.name }}',
			message: 'Namaste 🙏',
			sendTo: 'tags',
			tags: 'hot-lead',
			sendMode: 'eachItem',
		},
		items: [{ name: 'North' }, { name: 'South' }],
		request: ({ name }) => ({
			method: 'POST',
			path: '/campaigns/whatsapp',
			body: { name, message: 'Namaste 🙏', recipients: { tags: ['hot-lead'] } },
		}),
	},
	{
		resource: 'pipeline',
		operation: 'getAll',
		parameters: {
			returnAll: true,
			options: { queryParameters: { values: [{ key: 'team', value: '={{ $json.team }}' }] } },
		},
		items: [{ team: 'north' }, { team: 'south' }],
		request: ({ team }) => ({
			method: 'GET',
			path: '/pipelines',
			query: { team: team ?? '' },
		}),
	},
	{
		resource: 'analytics',
		operation: 'getPipeline',
		parameters: {
			pipeline: 'sales',
			from: '={{ $json.from }}',
			to: '2026-11-30T23:30:00+05:30',
		},
		items: [{ from: '2026-11-01' }, { from: '2026-10-01T00:30:00.000+05:30' }],
		request: ({ from }) => ({
			method: 'GET',
			path: '/analytics/pipeline',
			query: { pipeline: 'sales', from: (from ?? '').slice(0, 10), to: '2026-11-30' },
		}),
	},
	{
		resource: 'webhook',
		operation: 'create',
		parameters: {
			url: '={{ $json.url }}',
			events: ['lead.created', 'deal.won'],
			secret: 'a-secret-of-the-receiver',
		},
		items: [{ url: 'https://example.com/a' }, { url: 'https://example.com/b?c=d' }],
		request: ({ url }) => ({
			method: 'POST',
			path: '/webhooks',
			body: { url, events: ['lead.created', 'deal.won'], secret: 'a-secret-of-the-receiver' },
		}),
	},
];
