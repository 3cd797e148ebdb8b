import { toReply } from '../../nodes/shared/http/transport.ts';

test.each([
	['nothing', undefined, '', undefined],
	['null', null, '', undefined],
	['a text', '{"id":1}', '{"id":1}', { id: 1 }],
	['a text that is no JSON', 'oops', 'oops', undefined],
	['what n8n parsed already', { id: 1 }, '{"id":1}', { id: 1 }],
])('a body that n8n hands over as %s is read', (_what, body, text, parsed) => {
	const reply = toReply({ statusCode: 200, headers: {}, body }, []);

	expect(reply.text).toBe(text);
	expect(reply.body).toEqual(parsed);
});

test.each([
	[undefined, {}],
	['none', {}],
	[{ 'X-Request-Id': 'req_1' }, { 'x-request-id': 'req_1' }],
	[{ 'set-cookie': ['a=1', 'b=2'] }, { 'set-cookie': 'a=1, b=2' }],
	[{ 'retry-after': 7 }, { 'retry-after': '7' }],
])('headers that n8n hands over as %j are read', (headers, expected) => {
	expect(toReply({ statusCode: 200, headers, body: '' }, []).headers).toEqual(expected);
});

test.each([
	['{"secret":"s3cr3t","url":"u"}', '{"secret":"•••","url":"u"}'],
	['{"signing_secret" : "a\\"b" }', '{"signing_secret" : "•••" }'],
	['{"webhookSecret":"cut of', '{"webhookSecret":"•••'],
	['the key 0123k3y9 is wrong', 'the key ••• is wrong'],
])('the reply %j is shown as %j', (body, shown) => {
	expect(toReply({ statusCode: 400, headers: {}, body }, ['0123k3y9']).text).toBe(shown);
});
