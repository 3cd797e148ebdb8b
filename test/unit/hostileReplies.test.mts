import { crmLeadProApi } from '../../nodes/CrmLeadPro/api.ts';
import { UnexpectedReplyError } from '../../nodes/shared/failures.ts';
import {
	reportFailedReply,
	reportUnexpectedReply,
	toNodeApiError,
} from '../../nodes/shared/http/apiError.ts';
import { excerpt } from '../../nodes/shared/http/errorBody.ts';
import { isTooIntricate } from '../../nodes/shared/http/nesting.ts';
import { readPagingSignals } from '../../nodes/shared/http/paging/signals.ts';
import { readList, readRecord } from '../../nodes/shared/http/reply.ts';
import { redact } from '../../nodes/shared/http/redact.ts';
import { blankSecretFields } from '../../nodes/shared/http/secretFields.ts';
import { toReply } from '../../nodes/shared/http/transport.ts';
import { toPlainText } from '../../nodes/shared/plainText.ts';
import { tidyAgentValue } from '../../nodes/shared/operation/agentCall.ts';
import { node } from './support/node.mts';

const KEY = 'crmlp_live_4Zx8vQ2mTn6kLp0s';
const URL_OF_LIST = 'https://crm.example.com/leads';

const readLink = (link: string) =>
	readPagingSignals({ status: 200, headers: { link }, body: [], text: '' }, URL_OF_LIST);

/** Each expression and walk with what could make it go over the same text again and again. */
const worst: Array<[what: string, piece: string, read: (text: string) => unknown]> = [
	...[
		KEY,
		KEY.slice(0, 7),
		'%25',
		'%C3%25',
		'\\',
		'\\u005c',
		'\\u{0',
		'&amp;',
		'&#0',
		'&#x0',
		'&ltltltlt',
		'\u200b',
		'\u001b[0',
		'\u001b]0',
		'aGVs',
		' ',
	].map((piece): (typeof worst)[number] => [
		'redaction',
		piece,
		(text) => redact(text, [KEY, 'abc123', 'aaaaaaaaaaaaaaaa']),
	]),
	...['secret', '"secret":[', '"secret":"\\', 'secret=', '"secret"   ', "'secret':'"].map(
		(piece): (typeof worst)[number] => ['secret fields', piece, blankSecretFields],
	),
	...['<', '<a', '<a>', '<!', '\u001b[0', '\u001b]', '\u009b', '\n', '\u200b'].map(
		(piece): (typeof worst)[number] => ['plain text', piece, toPlainText],
	),
	...['<', '</', '<a ', '<script>', '<style>', '<script><style>'].map(
		(piece): (typeof worst)[number] => ['an excerpt', piece, excerpt],
	),
	...['[', '"', '\\"', '"\\', '{"a":['].map((piece): (typeof worst)[number] => [
		'nesting',
		piece,
		isTooIntricate,
	]),
	...['<', '<a', '<a>;', '<a>; rel', '<a>;rel="next'].map((piece): (typeof worst)[number] => [
		'a Link header',
		piece,
		readLink,
	]),
];

/** The CPU time in μs of reading a text some times. */
function cost(read: (text: string) => unknown, text: string, times: number): number {
	const before = process.cpuUsage();
	for (let run = 0; run < times; run += 1) read(text);
	const { user, system } = process.cpuUsage(before);
	return user + system;
}

test.each(worst)('%s of %j takes time in proportion to its length', (_what, piece, read) => {
	const short = piece.repeat(1_000 / piece.length);
	const long = piece.repeat(40_000 / piece.length);
	read(short);
	const inPieces = cost(read, short, 40);
	const atOnce = cost(read, long, 1);
	// A square of the length would be 40 times as much; less than 20 ms cannot be compared.
	expect(atOnce / Math.max(inPieces, 20_000)).toBeLessThan(10);
});

/** Bodies of lists that could make reading them much slower than parsing them. */
const fieldsOf = (count: number, prefix: string, value: unknown) =>
	Object.fromEntries(Array.from({ length: count }, (_, n) => [`${prefix}${n}`, value]));
const inMany = (name: string) =>
	Object.fromEntries(
		Array.from({ length: 120 }, (_, n) => [name + '_'.repeat(n), fieldsOf(500, `k${n}_`, 1)]),
	);
const lists: Array<[what: string, body: unknown]> = [
	['fields', fieldsOf(60_000, 'field', 'bad')],
	['numbers as names', fieldsOf(60_000, '9', 1)],
	['fields beside a list', { data: [], ...fieldsOf(60_000, 'field', 'bad') }],
	['signals in many places', { data: [], ...inMany('meta') }],
	['links', { data: [], ...inMany('next') }],
	['envelopes', { result: inMany('data') }],
	['lists of links', { data: [], links: Array(60_000).fill({ rel: 'x' }) }],
];

test.each(lists)(
	'many %s in a list reply take little longer to read than to parse',
	(_what, body) => {
		const records = JSON.stringify({ data: Array(60_000).fill({ id: 1, name: 'Priya' }) });
		const readAll = (text: string): void => {
			const reply = toReply({ statusCode: 200, headers: {}, body: text }, [KEY]);
			readPagingSignals(reply, URL_OF_LIST, 'leads');
			for (const read of [() => readList(reply, 'leads'), () => readRecord(reply, 'lead')]) {
				try {
					read();
				} catch (error) {
					expect(error).toBeInstanceOf(UnexpectedReplyError);
				}
			}
		};
		const hostile = JSON.stringify(body);
		let [reading, parsing] = [Infinity, Infinity];
		// In turns, since what else the process does, such as collecting garbage, counts as well.
		for (let round = 0; round < 6; round += 1) {
			reading = Math.min(reading, cost(readAll, hostile, 1));
			parsing = Math.min(parsing, cost(JSON.parse, records, 1));
		}
		expect(reading / parsing).toBeLessThan(8);
	},
);

test.each([
	['failed reply of 256 KB is', 400, 256 * 1024, true],
	['failed reply of more is not', 400, 256 * 1024 + 1, false],
	['good one of more is', 200, 256 * 1024 + 1, true],
])('a %s parsed', (_which, statusCode, size, isParsed) => {
	const body = JSON.stringify({ message: 'x'.repeat(size - '{"message":""}'.length) });
	expect(body).toHaveLength(size);
	const reply = toReply({ statusCode, headers: {}, body }, []);
	expect(reply.body).toEqual(isParsed ? JSON.parse(body) : undefined);
});

test.each([
	[10_000, false],
	[10_001, true],
])('an object of %i fields is too intricate: %s', (count, expected) => {
	const fields = fieldsOf(count, 'field', [1, { a: 1, b: ['}', '],'] }]);
	expect(isTooIntricate(JSON.stringify([{ fields }, fields]))).toBe(expected);
	expect(isTooIntricate(JSON.stringify(Array(20_000).fill({ a: 1, b: 2 })))).toBe(false);
});

const nested = (depth: number, leaf: unknown): unknown =>
	depth === 0 ? leaf : Array.from({ length: 20 }, () => nested(depth - 1, leaf));
const MEGABYTE = 1_000_000;
const bodies: Array<[what: string, make: (size: number) => string]> = [
	...['x', '<', '"secret', KEY, '[', '{"a":', '\\', '&amp;', '\u200b', '\u001b['].map(
		(piece): (typeof bodies)[number] => [
			JSON.stringify(piece),
			(size) => piece.repeat(size / piece.length),
		],
	),
	['a long message', (size) => JSON.stringify({ message: KEY.repeat(size / KEY.length) })],
	['long details', (size) => JSON.stringify({ errors: Array(5).fill('x'.repeat(size / 5)) })],
	['long names', (size) => JSON.stringify({ errors: { ['x'.repeat(size)]: ['is wrong'] } })],
	['errors in errors', () => JSON.stringify({ errors: nested(4, []) })],
	['blank errors in errors', () => JSON.stringify({ errors: nested(3, '\u200b'.repeat(100)) })],
	[
		'many fields',
		(size) =>
			JSON.stringify({
				errors: Object.fromEntries(
					Array.from({ length: size / 15 }, (_, n) => [`field${n}`, 'bad']),
				),
			}),
	],
];

describe.each([MEGABYTE, 20 * MEGABYTE])('a reply of %i characters', (size) => {
	test.each(bodies)('of %s becomes a short error without the key', (_what, make) => {
		const body = make(size);
		for (const statusCode of [400, 200]) {
			const headers = { 'x-request-id': `${'r'.repeat(290)}${KEY}`.repeat(20) };
			const reply = toReply({ statusCode, headers, body }, [KEY]);
			const request = { method: 'GET', path: '/leads' } as const;
			const report =
				statusCode === 400
					? reportFailedReply(crmLeadProApi, request, reply)
					: reportUnexpectedReply(crmLeadProApi, request, reply, 'a lead');
			const error = toNodeApiError(node, report, [KEY]);

			expect(error.message).toContain(`(HTTP ${statusCode})`);
			expect(error.message.length).toBeLessThan(500);
			expect(error.description?.length).toBeLessThanOrEqual(4_000);
			expect(JSON.stringify(error)).not.toContain('crmlp_li');
		}
	});
});

test('a value of a model that is nested 100,000 deep is tidied as far as parameters go', () => {
	let value: unknown = ' x ';
	for (let depth = 0; depth < 100_000; depth += 1) value = [value];
	expect(Array.isArray(tidyAgentValue(value))).toBe(true);
	expect(tidyAgentValue([[' x ']])).toEqual([['x']]);
});

test.each([
	[100, false],
	[101, true],
])('JSON that is nested %i deep is too deep: %s', (depth, expected) => {
	expect(isTooIntricate(`${'['.repeat(depth)}${']'.repeat(depth)}`)).toBe(expected);
});

test('brackets in texts and side by side are no nesting', () => {
	expect(isTooIntricate(JSON.stringify({ a: '[{"\\'.repeat(200), b: Array(200).fill([]) }))).toBe(
		false,
	);
});
