import { excerpt, readErrorBody } from '../../nodes/shared/http/errorBody.ts';
import { jsonReply, textReply } from './support/replies.mts';

describe('the message', () => {
	test.each([
		[{ error: { message: 'Email is taken' } }],
		[{ error: 'Email is taken' }],
		[{ message: 'Email is taken' }],
		[{ detail: 'Email is taken' }],
		[{ message: '  Email is taken\n' }],
		[{ error: { message: 'Email is taken' }, message: 'Bad Request' }],
		[{ error: 'Email is taken', message: 'Bad Request', detail: 'See the docs' }],
		[{ message: 'Email is taken', detail: 'See the docs' }],
		[{ success: false, error: { code: 'E1', message: 'Email is taken' } }],
		[{ error: {}, message: 'Email is taken' }],
		[{ error: { message: '' }, message: 'Email is taken' }],
		[{ error: ' \n', message: 'Email is taken' }],
		[{ error: null, message: 'Email is taken' }],
		[{ error: { message: { text: 'odd' } }, message: 'Email is taken' }],
		[{ error: ['odd'], message: 'Email is taken' }],
	])('is found in %j', (body) => {
		expect(readErrorBody(jsonReply(body)).message).toBe('Email is taken');
	});

	test('is a number’s digits where a number stands for it', () => {
		expect(readErrorBody(jsonReply({ error: 1042 })).message).toBe('1042');
	});

	test.each([
		[{ code: 'E1' }],
		[{ error: { code: 'E1' } }],
		[['Email is taken']],
		['Email is taken'],
		[{ message: { nested: { deeper: 'odd' } } }],
		[{ errors: [] }],
		[{ nothing: 'readable' }],
	])('is the body itself where %j has none', (body) => {
		expect(readErrorBody(jsonReply(body)).message).toBe(JSON.stringify(body));
	});

	test.each(['', ' \n ', '<html><body></body></html>'])('is not there in %j', (text) => {
		expect(readErrorBody(textReply(text)).message).toBeUndefined();
	});

	test('is plain text as it came', () => {
		expect(readErrorBody(textReply('upstream connect error\n')).message).toBe(
			'upstream connect error',
		);
	});

	test('is what an HTML page shows', () => {
		const page = `<!DOCTYPE html><html><head><title>502 Bad Gateway</title>
			<style type="text/css">body { color: red }</style><script>alert("x")</script></head>
			<body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body></html>`;
		expect(readErrorBody(textReply(page)).message).toBe('502 Bad Gateway 502 Bad Gateway nginx');
	});
});

describe('the details', () => {
	test.each([
		[
			['Email is taken', 'Phone is short'],
			['Email is taken', 'Phone is short'],
		],
		[[{ field: 'email', message: 'is taken' }], ['email: is taken']],
		[[{ path: 'email', detail: 'is taken' }], ['email: is taken']],
		[[{ param: 'email', error: 'is taken' }], ['email: is taken']],
		[[{ message: 'Email is taken' }], ['Email is taken']],
		[[{ field: 3, message: 'is taken' }], ['3: is taken']],
		[[{ field: { odd: true }, message: 'is taken' }], ['is taken']],
		[{ email: ['is taken', 'is short'] }, ['email: is taken; is short']],
		[{ email: ['is taken', { message: 'is short' }] }, ['email: is taken', 'email: is short']],
		[{ email: 'is taken' }, ['email: is taken']],
		[{ email: [{ message: 'is taken' }] }, ['email: is taken']],
		[{ email: ['is taken'], phone: ['is short'] }, ['email: is taken', 'phone: is short']],
		[{ address: { city: ['is unknown'] } }, ['address.city: is unknown']],
		['Email is taken', ['Email is taken']],
		[[null, [], [['Email is taken']], {}], ['Email is taken']],
		[[{ field: 'email' }], ['field: email']],
	])('are read from errors: %j', (errors, expected) => {
		expect(readErrorBody(jsonReply({ message: 'Invalid', errors }))).toMatchObject({
			message: 'Invalid',
			details: expected,
		});
	});

	test.each([[null], [[]], [{}], [[null, [], {}]], [{ email: [] }], [true]])(
		'are none in errors: %j',
		(errors) => {
			expect(readErrorBody(jsonReply({ message: 'Invalid', errors })).details).toEqual([]);
		},
	);

	test.each([
		[{ error: { message: 'Invalid', errors: ['Email is taken'] } }],
		[{ error: { message: 'Invalid', details: [{ message: 'Email is taken' }] } }],
	])('are read inside error: %j', (body) => {
		expect(readErrorBody(jsonReply(body))).toMatchObject({
			message: 'Invalid',
			details: ['Email is taken'],
		});
	});

	test('are shortened where a server sends whole pages of them', () => {
		const long = 'x'.repeat(5_000_000);
		const many = Array.from({ length: 100_000 }, (_, number) => `value ${number} is wrong`);
		const words = readErrorBody(jsonReply({ message: long, errors: [...many, long] }));
		expect(words.message?.length).toBeLessThan(400);
		expect(words.details).toHaveLength(20);
		expect(JSON.stringify(words).length).toBeLessThan(2_000);
	});

	test('are twenty at most, in however many places they are', () => {
		const [errors, inner] = ['a', 'b'].map((name) =>
			Array.from({ length: 15 }, (_, number) => `value ${name}${number} is wrong`),
		);
		const body = { message: 'Invalid', errors, error: { errors: inner } };
		const words = readErrorBody(jsonReply(body));
		expect(words.details).toHaveLength(20);
	});

	test('of one field are twenty at most', () => {
		const name = Array.from({ length: 25 }, (_, number) => `is wrong ${number}`);
		expect(readErrorBody(jsonReply({ message: 'Invalid', errors: { name } })).details).toEqual([
			`name: ${name.slice(0, 20).join('; ')}`,
		]);
	});

	test('are not looked for endlessly deep', () => {
		let nested: object = { city: ['is unknown'] };
		for (let depth = 0; depth < 1_000; depth++) nested = { deeper: nested };
		expect(readErrorBody(jsonReply({ message: 'Invalid', errors: nested })).details).toEqual([]);
	});

	test.each([
		['five', 5, ['x.x.x.x.x: is unknown']],
		['six', 6, ['x.x.x.x.x.x: is unknown']],
		['seven', 7, []],
	])('are found %s fields deep or not', (_depth, depth, details) => {
		let nested: unknown = 'is unknown';
		for (let done = 0; done < depth; done++) nested = { x: nested };
		expect(readErrorBody(jsonReply({ message: 'Invalid', errors: nested })).details).toEqual(
			details,
		);
	});

	test('are not looked for endlessly deep in lists either', () => {
		let nested: unknown = [{ email: ['is unknown'] }];
		for (let depth = 0; depth < 1_000; depth++) nested = [nested];
		expect(readErrorBody(jsonReply({ message: 'Invalid', errors: nested })).details).toEqual([]);
	});

	test('do not repeat the message', () => {
		const body = { message: 'Email is taken', errors: ['Email is taken', 'Phone is short'] };
		expect(readErrorBody(jsonReply(body)).details).toEqual(['Phone is short']);
	});

	test('stand alone where there is no message, without the raw body', () => {
		expect(readErrorBody(jsonReply({ errors: ['Email is taken'] }))).toMatchObject({
			message: undefined,
			details: ['Email is taken'],
		});
	});
});

describe('the request ID', () => {
	test.each([
		[{ request_id: 'req_1' }],
		[{ requestId: 'req_1' }],
		[{ error: { request_id: 'req_1' } }],
		[{ meta: { request_id: 'req_1' } }],
	])('is found in %j, before the header', (body) => {
		const reply = jsonReply(body, { headers: { 'x-request-id': 'from the header' } });
		expect(readErrorBody(reply).requestId).toBe('req_1');
	});

	test('is found in the header', () => {
		const reply = textReply('oops', { headers: { 'x-request-id': 'req_1' } });
		expect(readErrorBody(reply).requestId).toBe('req_1');
	});

	test('may be missing', () => {
		expect(readErrorBody(textReply('oops')).requestId).toBeUndefined();
	});
});

describe('an excerpt', () => {
	test('is one line without tags', () => {
		expect(excerpt('  a\n\tb <b>c</b><br/>d ')).toBe('a b c d');
		expect(excerpt('<p>one</p><script>let x;</script>two<p>three</p>')).toBe('one two three');
		expect(excerpt('one<style>p{}</style>two')).toBe('one two');
	});

	test('is cut after 300 characters', () => {
		expect(excerpt('x'.repeat(300))).toBe('x'.repeat(300));
		expect(excerpt('x'.repeat(301))).toBe(`${'x'.repeat(300)}…`);
	});

	test.each(['', ' \n', '<p></p>', '<script>alert(1)</script>'])('is undefined for %j', (body) => {
		expect(excerpt(body)).toBeUndefined();
	});

	test.each(['<', '<script>', '<script ', '<style>', ' ', '<a '])(
		'of 5 MB of %j is made without getting stuck',
		(piece) => {
			const body = `Bad Gateway ${piece.repeat(5_000_000 / piece.length)}`;
			expect(excerpt(body)).toMatch(/^Bad Gateway/);
		},
	);
});
