import { toSnakeCase } from '../../nodes/shared/fields/wireNames.ts';

test.each([
	['name', 'name'],
	['email', 'email'],
	['phone', 'phone'],
	['company', 'company'],
	['status', 'status'],
	['pipeline', 'pipeline'],
	['pipelineStage', 'pipeline_stage'],
	['score', 'score'],
	['source', 'source'],
	['assignedTo', 'assigned_to'],
	['tags', 'tags'],
	['metadata', 'metadata'],
	['stage', 'stage'],
	['value', 'value'],
	['currency', 'currency'],
	['leadId', 'lead_id'],
	['contactId', 'contact_id'],
	['expectedCloseDate', 'expected_close_date'],
	['fromName', 'from_name'],
	['replyTo', 'reply_to'],
	['variables', 'variables'],
	['scheduledAt', 'scheduled_at'],
	['leadIds', 'lead_ids'],
	['contactIds', 'contact_ids'],
	['sortBy', 'sort_by'],
	['sortOrder', 'sort_order'],
	['search', 'search'],
])('the parameter %s is %s in the API', (parameter, field) => {
	expect(toSnakeCase(parameter)).toBe(field);
});
