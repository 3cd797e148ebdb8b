import {
	expectDeliveries,
	expectNoDeliveries,
	findAcceptedWebhooks,
	forgetRegistration,
	rememberRegistration,
} from '../../nodes/CrmLeadProTrigger/acceptedWebhooks.ts';
import type { Registration } from '../../nodes/CrmLeadProTrigger/registrationStore.ts';

const NOW = 1_767_225_600_000;

let nodes = 0;
let node: string;

beforeEach(() => {
	node = `node ${++nodes}`;
});

const registration = (secret: string, since?: number): Registration => ({
	id: `webhook of ${secret}`,
	url: 'https://n8n.example.in/webhook/1',
	events: ['lead.created'],
	secrets: [secret],
	account: 'account',
	owner: 'instance/workflow',
	since,
});

const accepted = (stored?: Registration, of = node): string[] =>
	findAcceptedWebhooks(of, stored).flatMap(({ secrets }) => secrets);

test('what is stored is accepted where nothing is remembered', () => {
	expect(accepted(registration('stored'))).toEqual(['stored']);
	expect(accepted(registration('stored', NOW))).toEqual(['stored']);
	expect(accepted()).toEqual([]);
});

test.each([
	['nothing is stored', undefined, 'remembered'],
	['an older one is stored', registration('stored', NOW - 1), 'remembered'],
	['one of an older version is stored', registration('stored'), 'remembered'],
	['one of the same time is stored', registration('stored', NOW), 'remembered'],
	['a newer one is stored', registration('stored', NOW + 1), 'stored'],
])('where %s, the newest registration is the only one', (_case, stored, expected) => {
	rememberRegistration(node, registration('remembered', NOW));

	expect(accepted(stored)).toEqual([expected]);
});

test('a webhook that is being registered is accepted beside the one before, until that is done', () => {
	const stored = registration('stored', NOW);
	expectDeliveries(node, { secrets: ['sent'] });
	expect(accepted(stored)).toEqual(['stored', 'sent']);
	expectDeliveries(node, { id: 'webhook_2', secrets: ['told', 'sent'] });
	expect(accepted(stored)).toEqual(['stored', 'told', 'sent']);
	rememberRegistration(node, registration('told', NOW + 1));
	expect(accepted(stored)).toEqual(['told']);
});

test('a registration that failed leaves what was there before', () => {
	rememberRegistration(node, registration('remembered', NOW));
	expectDeliveries(node, { secrets: ['sent'] });
	expectNoDeliveries(node);

	expect(accepted()).toEqual(['remembered']);
});

test('a registration that failed before anything was known leaves nothing', () => {
	expectNoDeliveries(node);

	expect(accepted()).toEqual([]);
	expect(accepted(registration('stored'))).toEqual(['stored']);
});

test('what was removed is forgotten, and other nodes are not', () => {
	rememberRegistration(node, registration('one', NOW));
	rememberRegistration('other', registration('two', NOW));
	forgetRegistration(node);

	expect(accepted()).toEqual([]);
	expect(accepted(undefined, 'other')).toEqual(['two']);
});

test('the 1,000 nodes that were registered last are remembered', () => {
	rememberRegistration(node, registration('first', NOW));
	for (let number = 0; number < 999; number++) {
		rememberRegistration(`bounded ${number}`, registration('further', NOW));
	}
	expect(accepted()).toEqual(['first']);
	rememberRegistration(node, registration('again', NOW));
	rememberRegistration('one more', registration('further', NOW));

	expect(accepted()).toEqual(['again']);
	expect(accepted(undefined, 'bounded 0')).toEqual([]);
	expect(accepted(undefined, 'bounded 1')).toEqual(['further']);
});
