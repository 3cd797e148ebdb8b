import fc from 'fast-check';

import { path } from '../../nodes/shared/http/path.ts';
import { refusal } from './support/refusal.mts';

test('a path without a segment stays as it is written', () => {
	expect(path`/leads`).toBe('/leads');
});

test.each([
	['lead_01J2XK3M4N5P6Q7R', '/leads/lead_01J2XK3M4N5P6Q7R'],
	['42', '/leads/42'],
	['../webhooks', '/leads/..%2Fwebhooks'],
	['a/b', '/leads/a%2Fb'],
	['a?archived=true', '/leads/a%3Farchived%3Dtrue'],
	['a#b', '/leads/a%23b'],
	['a b', '/leads/a%20b'],
	['%2e%2e', '/leads/%252e%252e'],
	['a\\b', '/leads/a%5Cb'],
	['प्रिया', `/leads/%E0%A4%AA%E0%A5%8D%E0%A4%B0%E0%A4%BF%E0%A4%AF%E0%A4%BE`],
	['🙂', '/leads/%F0%9F%99%82'],
])('the ID %j becomes %s', (leadId, expected) => {
	expect(path`/leads/${leadId}`).toBe(expected);
});

test('several segments and a tail keep their places', () => {
	expect(path`/pipelines/${'a/b'}/stages/${'c d'}/leads`).toBe(
		'/pipelines/a%2Fb/stages/c%20d/leads',
	);
});

test.each(['', '.', '..'])('refuses %j, which would lead to another endpoint', (leadId) => {
	const { message, advice } = refusal(() => path`/leads/${leadId}`);
	expect(message).toBe(`"${leadId}" is not an ID`);
	expect(advice).toContain('ID');
});

test.each(['\ud800', 'lead_\udc00'])('refuses half a character: %j', (leadId) => {
	expect(refusal(() => path`/leads/${leadId}`).message).toContain('is not an ID');
});

test('whatever the ID is, the request stays exactly one segment below /leads/', () => {
	const anyText = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.string({ unit: fc.constantFrom('.', '/', '\\', '%', '2', 'e', 'E', 'f', '?', '#', ' ') }),
	);
	fc.assert(
		fc.property(anyText, (leadId) => {
			fc.pre(!['', '.', '..'].includes(leadId));
			const url = new URL(`https://crm.example.com/api/v1${path`/leads/${leadId}`}`);
			expect(url.pathname).toMatch(/^\/api\/v1\/leads\/[^/\\]+$/);
			expect(url.search + url.hash).toBe('');
			expect(decodeURIComponent(url.pathname.slice('/api/v1/leads/'.length))).toBe(leadId);
		}),
	);
});
