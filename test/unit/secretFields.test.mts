import { blankSecretFields } from '../../nodes/shared/http/secretFields.ts';

test.each([
	['{"secret":"s3cr3t","url":"u"}', '{"secret":"•••","url":"u"}'],
	['{"signing_secret" : "a\\"b" }', '{"signing_secret" : "•••" }'],
	['{"secret":"a\\\\","url":"u"}', '{"secret":"•••","url":"u"}'],
	['{"webhookSecret":"cut of', '{"webhookSecret":"•••'],
	['{"secret":""}', '{"secret":"•••"}'],
	['{"secret":12345678}', '{"secret":•••}'],
	['{"secret":null,"token":true}', '{"secret":null,"token":true}'],
	['{"secrets":["a","b]"],"url":"u"}', '{"secrets":•••,"url":"u"}'],
	['{"secret":{"value":"a","old":["b"]},"url":"u"}', '{"secret":•••,"url":"u"}'],
	[
		'{"apiKey":"a","api_key":"b","api-key":"c"}',
		'{"apiKey":"•••","api_key":"•••","api-key":"•••"}',
	],
	['{"password":"a","access_token":"b"}', '{"password":"•••","access_token":"•••"}'],
	['{"Authorization":"Bearer a b"}', '{"Authorization":"•••"}'],
	['{"signing_key":"a","private_key":"b"}', '{"signing_key":"•••","private_key":"•••"}'],
	["{'secret': 'a', 'url': 'u'}", "{'secret': '•••', 'url': 'u'}"],
	[
		'"{\\"secret\\":\\"a\\\\\\"b\\",\\"url\\":\\"u\\"}"',
		'"{\\"secret\\":\\"•••\\",\\"url\\":\\"u\\"}"',
	],
	['https://crm.example.com/?secret=a&page=2', 'https://crm.example.com/?secret=•••&page=2'],
	['the secret: it is too short', 'the secret: it is too short'],
	['{"secretary":"Priya"', '{"secretary":"•••"'],
	['{"name":"secret","value":"a"}', '{"name":"secret","value":"a"}'],
	['no fields', 'no fields'],
])('%s is shown as %s', (text, shown) => {
	expect(blankSecretFields(text)).toBe(shown);
});
