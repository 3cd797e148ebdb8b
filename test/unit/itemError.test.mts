import { ExpressionError } from 'n8n-workflow';

import { ParameterError } from '../../nodes/shared/failures.ts';
import { toAgentText, toErrorText, toItemError } from '../../nodes/shared/operation/itemError.ts';
import { toNodeApiError } from '../../nodes/shared/http/apiError.ts';
import { node } from './support/node.mts';

const apiFailure = (status = 422) =>
	toNodeApiError(
		node,
		{
			happened: `It failed (HTTP ${status})`,
			details: ['email: is taken'],
			advice: 'Correct it.',
			status,
		},
		[],
	);

describe('an item’s error', () => {
	test('names the item in its message and its context', () => {
		const error = toItemError(node, apiFailure(), 3);
		expect(error.message).toBe('It failed (HTTP 422) [item 3]');
		expect(error.context).toMatchObject({ itemIndex: 3 });
	});

	test('is the API’s error itself, with its status and description', () => {
		const failure = apiFailure();
		const error = toItemError(node, failure, 0);
		expect(error).toBe(failure);
		expect(error.description).toBe('email: is taken.\nCorrect it.');
		expect(error).toHaveProperty('httpCode', '422');
	});

	test('tells what the run did before it stopped', () => {
		const error = toItemError(
			node,
			apiFailure(),
			3,
			'Carried out before this: 2 of 9 items (0-1).',
		);
		expect(error.description).toBe(
			'email: is taken.\nCorrect it.\nCarried out before this: 2 of 9 items (0-1).',
		);
	});

	test.each([
		[0, 'Item 0 is the first item: n8n counts from 0.'],
		[1, 'Item 1 is the 2nd item: n8n counts from 0.'],
		[2, 'Item 2 is the 3rd item: n8n counts from 0.'],
		[10, 'Item 10 is the 11th item: n8n counts from 0.'],
		[20, 'Item 20 is the 21st item: n8n counts from 0.'],
	])('of several says which one %d is', (itemIndex, words) => {
		const error = toItemError(node, apiFailure(), itemIndex, 'No item was carried out.', 30);
		expect(error.description).toBe(
			`email: is taken.\nCorrect it.\nNo item was carried out.\n${words}`,
		);
	});

	test('of a value that cannot be sent says what to do', () => {
		const error = toItemError(node, new ParameterError('Name is required', 'Fill it in.'), 1);
		expect(error.name).toBe('NodeOperationError');
		expect(error.message).toBe('Name is required [item 1]');
		expect(error.description).toBe('Fill it in.');
	});

	test('without advice has no description', () => {
		expect(toItemError(node, new Error('odd'), 1).description).toBeUndefined();
	});

	test.each(['a preexisting lead', 'EPERM', 'ENOENT: no such file'])(
		'keeps the words %j',
		(words) => {
			expect(toItemError(node, new Error(words), 0).message).toBe(`${words} [item 0]`);
		},
	);

	test.each([
		['a text', 'a text'],
		[undefined, 'undefined'],
		[null, 'null'],
		[7, '7'],
	])('is made of %j, too', (thrown, words) => {
		expect(toItemError(node, thrown, 0).message).toBe(`${words} [item 0]`);
	});

	test('keeps the explanation of n8n’s other errors, e.g. of an expression', () => {
		const failure = new ExpressionError('Referenced node is unexecuted', {
			description: 'Make sure that the node ran.',
		});
		const error = toItemError(node, failure, 0);
		expect(error.message).toBe('Referenced node is unexecuted [item 0]');
		expect(error.description).toBe('Make sure that the node ran.');
	});
});

describe('an item’s error text', () => {
	test('has the message, the item, the details and the advice', () => {
		expect(toErrorText(apiFailure(), 2)).toBe(
			'It failed (HTTP 422) [item 2]\nemail: is taken.\nCorrect it.',
		);
	});

	test.each([
		[
			new ParameterError('Name is required', 'Fill it in.'),
			'Name is required [item 0]\nFill it in.',
		],
		[new Error('odd'), 'odd [item 0]'],
		[Object.assign(new Error('odd'), { description: { reason: 7 } }), 'odd [item 0]'],
		['a text', 'a text [item 0]'],
	])('of %p is %j', (failure, expected) => {
		expect(toErrorText(failure, 0)).toBe(expected);
	});

	test('may be asked for several items of the same failure', () => {
		const failure = apiFailure();
		expect([0, 1].map((index) => toErrorText(failure, index).split('\n')[0])).toEqual([
			'It failed (HTTP 422) [item 0]',
			'It failed (HTTP 422) [item 1]',
		]);
	});
});

describe('an item’s error text for an agent', () => {
	test.each([
		['what the API refused', apiFailure()],
		['a record that is not there', apiFailure(404)],
		['a value that cannot be sent', new ParameterError('Name is required', 'Fill it in.')],
	])('is the same as for a person where the agent can correct %s', (_case, failure) => {
		expect(toAgentText(failure, 0)).toBe(toErrorText(failure, 0));
	});

	test.each([401, 402, 403])('says after a %d that only a person can go on', (status) => {
		const failure = apiFailure(status);
		const [first, ...others] = toAgentText(failure, 0).split('\n');
		expect(first).toBe(`It failed (HTTP ${status}) [item 0]`);
		expect(others.at(-1)).toMatch(/only a person.*do not call this tool again/i);
	});
});
