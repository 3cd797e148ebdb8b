import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';
import { z } from 'zod';

import { readErrorBody } from '../../nodes/shared/http/errorBody.ts';
import { isFailure } from '../../nodes/shared/http/reply.ts';
import { jsonReply, textReply } from './support/replies.mts';

const fixture = z.object({
	cases: z.array(z.object({ name: z.string(), status: z.number(), body: z.unknown() })),
});
const file = join(import.meta.dirname, '../fixtures/conventions/errors.json');
const { cases } = fixture.parse(JSON.parse(readFileSync(file, 'utf8')));

function wordsOf(body: unknown, status = 422): string[] {
	const reply =
		typeof body === 'string' ? textReply(body, { status }) : jsonReply(body, { status });
	const { message, details } = readErrorBody(reply);
	return [...(message === undefined ? [] : [message]), ...details];
}

test.each(cases)('$name is a failure, whose words and field are shown once', ({ status, body }) => {
	const reply =
		typeof body === 'string' ? textReply(body, { status }) : jsonReply(body, { status });
	const shown = wordsOf(body, status);
	expect(isFailure(reply)).toBe(true);
	expect(shown.join('\n')).toMatch(/email/i);
	expect(shown.join('\n').match(/must be a valid address/g)).toHaveLength(1);
	expect(shown.join('\n')).not.toMatch(/[{}]|Unprocessable Entity|invalid_request/);
});

const WORDS = 'must be a valid address';
const NAMED = [`email: ${WORDS}`];

/** Bodies as their frameworks write them, and what is shown. */
const frameworks: Array<[framework: string, body: unknown, shown: string[]]> = [
	['Fluent names of a field', { errors: [{ fieldName: 'email', errorMessage: WORDS }] }, NAMED],
	[
		'Symfony',
		{
			title: 'Validation Failed',
			detail: `email: ${WORDS}`,
			violations: [{ propertyPath: 'email', title: WORDS }],
		},
		[...NAMED, 'Validation Failed'],
	],
	[
		'Spring',
		{
			timestamp: 1,
			status: 400,
			error: 'Bad Request',
			path: '/leads',
			errors: [
				{
					objectName: 'lead',
					field: 'email',
					defaultMessage: WORDS,
					rejectedValue: 'x',
					code: 'Email',
					arguments: [{ defaultMessage: 'email' }],
				},
			],
		},
		NAMED,
	],
	[
		'Spring, by field errors',
		{
			code: 'VALIDATION_FAILED',
			fieldErrors: [{ property: 'email', code: 'Email', message: WORDS }],
		},
		NAMED,
	],
	[
		'Quarkus',
		{
			title: 'Constraint Violation',
			status: 400,
			violations: [{ field: 'email', message: WORDS }],
		},
		['Constraint Violation', ...NAMED],
	],
	[
		'Google',
		{
			error: {
				code: 400,
				status: 'INVALID_ARGUMENT',
				message: 'Invalid lead',
				details: [
					{
						'@type': 'type.googleapis.com/google.rpc.BadRequest',
						fieldViolations: [{ field: 'email', description: WORDS }],
					},
				],
			},
		},
		['Invalid lead', ...NAMED],
	],
	[
		'Google, older',
		{
			error: {
				errors: [
					{
						domain: 'global',
						reason: 'invalid',
						message: WORDS,
						locationType: 'parameter',
						location: 'email',
					},
				],
				code: 400,
				message: WORDS,
			},
		},
		NAMED,
	],
	[
		'Microsoft',
		{
			error: {
				code: 'BadArgument',
				message: 'Invalid lead',
				target: 'lead',
				details: [{ code: 'Malformed', target: 'email', message: WORDS }],
				innererror: { code: 'Deeper' },
			},
		},
		['Invalid lead', ...NAMED],
	],
	[
		'Microsoft, inner error',
		{ error: { code: 'BadArgument', innererror: { message: `email ${WORDS}` } } },
		[`email ${WORDS}`],
	],
	[
		'OData',
		{ 'odata.error': { code: '', message: { lang: 'en-US', value: `email ${WORDS}` } } },
		[`email ${WORDS}`],
	],
	[
		'ASP.NET’s model state',
		{ Message: 'The request is invalid.', ModelState: { 'lead.Email': [WORDS] } },
		['The request is invalid.', `lead.Email: ${WORDS}`],
	],
	[
		'AWS',
		{ __type: 'com.amazon#ValidationException', Message: `email ${WORDS}` },
		[`email ${WORDS}`],
	],
	[
		'AWS, by field',
		{
			message: 'Invalid lead',
			fieldList: [],
			reason: 'fieldValidationFailed',
			__type: 'ValidationException',
			fields: [{ name: 'email', message: WORDS }],
		},
		['Invalid lead', ...NAMED],
	],
	[
		'zod issues',
		{
			success: false,
			error: {
				name: 'ZodError',
				issues: [{ code: 'invalid_string', path: ['email'], message: WORDS }],
			},
		},
		NAMED,
	],
	['zod, by field', { error: { _errors: [], email: { _errors: [WORDS] } } }, NAMED],
	['zod, top level', { formErrors: [], fieldErrors: { email: [WORDS] } }, NAMED],
	[
		'zod, within a list',
		{ issues: [{ path: ['contacts', 0, 'email'], message: WORDS }] },
		[`contacts.0.email: ${WORDS}`],
	],
	[
		'ajv',
		{
			message: 'Invalid',
			errors: [{ instancePath: '/email', schemaPath: '#/x', keyword: 'format', message: WORDS }],
		},
		['Invalid', ...NAMED],
	],
	[
		'joi',
		{
			error: {
				name: 'ValidationError',
				details: [
					{
						message: `"email" ${WORDS}`,
						path: ['email'],
						type: 'string.email',
						context: { key: 'email' },
					},
				],
			},
		},
		[`email: "email" ${WORDS}`],
	],
	[
		'class-validator',
		{
			statusCode: 400,
			message: [{ property: 'email', constraints: { isEmail: WORDS }, children: [] }],
			error: 'Bad Request',
		},
		NAMED,
	],
	[
		'class-validator, within a field',
		{
			message: [
				{ property: 'contact', children: [{ property: 'email', constraints: { isEmail: WORDS } }] },
			],
		},
		NAMED,
	],
	[
		'DRF without a field',
		{ non_field_errors: ['Name or phone is needed'] },
		['Name or phone is needed'],
	],
	['DRF, detail', { detail: `email ${WORDS}` }, [`email ${WORDS}`]],
	[
		'DRF, standardized',
		{ type: 'validation_error', errors: [{ code: 'invalid', detail: WORDS, attr: 'email' }] },
		NAMED,
	],
	['DRF, nested', { contact: [{ email: [WORDS] }], email: [WORDS] }, NAMED],
	['Flask-RESTful', { message: { email: WORDS } }, NAMED],
	['marshmallow', { messages: { json: { email: [WORDS] } } }, [`json.email: ${WORDS}`]],
	['Laravel’s messages', { status: 'error', message: { email: [WORDS] } }, NAMED],
	['JSend', { status: 'fail', data: { email: WORDS } }, NAMED],
	[
		'Salesforce',
		[{ message: WORDS, errorCode: 'INVALID_EMAIL_ADDRESS', fields: ['email'] }],
		NAMED,
	],
	['Jira', { errorMessages: [], errors: { email: WORDS } }, NAMED],
	['Jira, without a field', { errorMessages: [`email ${WORDS}`], errors: {} }, [`email ${WORDS}`]],
	[
		'HubSpot',
		{
			status: 'error',
			message: 'Invalid lead',
			errors: [{ message: WORDS, in: 'email', context: {} }],
		},
		['Invalid lead', ...NAMED],
	],
	[
		'GitHub',
		{
			message: 'Validation Failed',
			errors: [{ resource: 'Lead', field: 'email', code: 'invalid', message: WORDS }],
		},
		['Validation Failed', ...NAMED],
	],
	['Slack', { ok: false, error: 'invalid_email' }, ['invalid_email']],
	[
		'Slack’s details',
		{
			ok: false,
			error: 'invalid_arguments',
			response_metadata: { messages: [`[ERROR] email ${WORDS}`] },
		},
		[`[ERROR] email ${WORDS}`],
	],
	[
		'Telegram',
		{ ok: false, error_code: 400, description: `Bad Request: email ${WORDS}` },
		[`Bad Request: email ${WORDS}`],
	],
	[
		'SOAP as JSON',
		{ Fault: { faultcode: 'Client', faultstring: `email ${WORDS}` } },
		[`email ${WORDS}`],
	],
	[
		'an exception',
		{ exception: 'java.lang.IllegalArgumentException', message: `email ${WORDS}` },
		[`email ${WORDS}`],
	],
	['a reason', { status: 'error', reason: `email ${WORDS}` }, [`email ${WORDS}`]],
	['a description', { code: 'invalid', description: `email ${WORDS}` }, [`email ${WORDS}`]],
	['a field beside the message', { message: WORDS, field: 'email' }, NAMED],
	[
		'GraphQL’s extensions',
		{
			data: null,
			errors: [
				{
					message: 'Invalid lead',
					extensions: { code: 'BAD_USER_INPUT', validation: { email: [WORDS] } },
				},
			],
		},
		['Invalid lead', ...NAMED],
	],
	['errors in error', { error: { errors: { email: [WORDS] } } }, NAMED],
	[
		'fields in error',
		{ error: { message: 'Invalid lead', fields: { email: WORDS } } },
		['Invalid lead', ...NAMED],
	],
	[
		'ServiceStack',
		{
			responseStatus: {
				errorCode: 'Invalid',
				message: 'Invalid lead',
				errors: [{ errorCode: 'Email', fieldName: 'email', message: WORDS }],
			},
		},
		['Invalid lead', ...NAMED],
	],
	[
		'RFC 9457, a pointer with #',
		{ title: 'Invalid lead', errors: [{ pointer: '#/contact/email', detail: WORDS }] },
		['Invalid lead', `contact.email: ${WORDS}`],
	],
	[
		'JSON:API, a parameter',
		{ errors: [{ title: 'Invalid', detail: WORDS, source: { parameter: 'email' } }] },
		NAMED,
	],
	[
		'FastAPI, within a list',
		{ detail: [{ loc: ['body', 'contacts', 0, 'email'], msg: WORDS, type: 'x' }] },
		[`contacts.0.email: ${WORDS}`],
	],
];

test.each(frameworks)('%s: words and field are shown', (_framework, body, shown) => {
	expect(wordsOf(body)).toEqual(shown);
});

test('the same words about two fields are shown for each of them', () => {
	const errors = { 'contact.email': ['is short'], email: ['is short'], phone: ['is short'] };
	expect(wordsOf({ errors })).toEqual([
		'contact.email: is short',
		'email: is short',
		'phone: is short',
	]);
});

describe('a 200 is a failure where its body says so', () => {
	test.each([
		[{ success: false, message: 'no' }],
		[{ success: 'false', message: 'no' }],
		[{ Success: false, Whatever: 1 }],
		[{ ok: false, error: 'invalid_email' }],
		[{ id: null, success: false, errors: [] }],
		[{ status: 'error', message: 'no' }],
		[{ status: 'ERROR', message: 'no', code: 17, request_id: 'req_1' }],
		[{ status: 'fail', data: { email: 'no' } }],
		[{ status: 'failed', errors: ['no'] }],
		[{ status: false, msg: 'no' }],
		[{ status: 422, message: 'no' }],
		[{ code: '400', message: 'no', data: null }],
		[{ result: 'error', reason: 'no' }],
		[{ data: null, errors: [{ message: 'no' }] }],
		[{ data: { createLead: null }, errors: [{ message: 'no', path: ['createLead'] }] }],
		[{ errors: { email: ['no'] } }],
		[{ error: 'no' }],
		[{ error: true, message: 'no' }],
		[{ error: { code: 7 } }],
		[{ leads: [], error: 'no' }],
		[{ errcode: 40001, errmsg: 'no' }],
		[{ jsonrpc: '2.0', id: null, error: { code: 1, message: 'no' } }],
		[
			{
				data: [{ code: 'INVALID', details: { api_name: 'email' }, message: 'no', status: 'error' }],
			},
		],
		[{ data: { status: 'error', message: 'no' } }],
		[{ response: { success: false, message: 'no' } }],
	])('%j', (body) => {
		expect(isFailure(jsonReply(body))).toBe(true);
	});
});

describe('a 200 is none where its body is a record, a list or a report', () => {
	test.each([
		[{ id: 'lead_01', status: 'failed', error: 'bounced', message: 'Hi' }],
		[{ id: 7, success: false, errors: ['x'] }],
		[{ data: { id: 'lead_01', status: 'error', message: 'Hi' } }],
		[{ lead: { id: 'lead_01', status: 'error', error: 'x' } }],
		[{ success: true, data: { id: 1, status: 'failed', message: 'Hi' } }],
		[{ status: 'success', message: 'Created', data: { name: 'Priya' } }],
		[{ success: true, message: 'Deleted' }],
		[{ status: 'won', name: 'Priya' }],
		[{ name: 'Diwali', status: 'failed', message: 'Hi' }],
		[{ cstid: 42, status: 'error', message: 'Hi' }],
		[
			{
				data: [
					{ id: 1, status: 'error', message: 'Hi' },
					{ id: 2, status: 'failed', message: 'Hi' },
				],
			},
		],
		[[{ id: 1, status: 'error', message: 'Hi' }]],
		[{ data: { leads: [{ id: 1 }] }, errors: [{ message: 'a part is missing' }] }],
		[{ data: [{ id: 1 }], errors: [], error: null }],
		[{ stages: [], error: null }],
		[{ status: 'failed' }],
		[{ code: 200, message: 'OK', data: [] }],
		[{ errcode: 0, errmsg: 'ok' }],
		[{ status: 200, message: 'Done' }],
		[{ leads: [] }],
		[{}],
		[[]],
		[null],
	])('%j', (body) => {
		expect(isFailure(jsonReply(body))).toBe(false);
	});
});

const fields = [
	'status',
	'success',
	'ok',
	'error',
	'errors',
	'message',
	'data',
	'result',
	'code',
	'state',
	'isError',
];
const values = fc.oneof(
	fc.constantFrom('error', 'failed', 'fail', 'false', 'won', false, true, null, 0, 400, 500),
	fc.jsonValue(),
);

test('no record with an ID is a failure, whatever else it says, bare, in an envelope or in a list', () => {
	const records = fc
		.tuple(fc.dictionary(fc.constantFrom(...fields), values), fc.constantFrom('lead_01', 7))
		.map(([record, id]): object => ({ ...record, id }));
	const bodies = fc.oneof(
		records,
		records.map((data) => ({ data })),
		records.map((lead) => ({ lead })),
		fc.array(records),
		fc.array(records).map((data) => ({ data, total: data.length })),
	);
	fc.assert(
		fc.property(bodies, (body) => {
			expect(isFailure(jsonReply(body))).toBe(false);
		}),
		{ numRuns: 3_000 },
	);
});

test('whatever a body is, it is judged and read without an exception', () => {
	fc.assert(
		fc.property(fc.dictionary(fc.constantFrom(...fields), values), (body) => {
			expect(typeof isFailure(jsonReply(body))).toBe('boolean');
			expect(readErrorBody(jsonReply(body, { status: 422 })).details.length).toBeLessThanOrEqual(
				20,
			);
		}),
		{ numRuns: 3_000 },
	);
});
