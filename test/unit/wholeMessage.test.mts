import { ParameterError } from '../../nodes/shared/failures.ts';
import { toNodeApiError } from '../../nodes/shared/http/apiError.ts';
import { toItemError } from '../../nodes/shared/operation/itemError.ts';
import { sayAllInMessage } from '../../nodes/shared/trigger/wholeMessage.ts';
import { node } from './support/node.mts';

/** n8n's two kinds of errors. */
const makeFailures = () => [
	toNodeApiError(node, { happened: 'It failed', advice: 'Correct it.' }, []),
	toItemError(node, new ParameterError('Name is required', 'Fill it in.'), 0),
];

/** What a failure is once it says all in its message. */
async function said(failure: Error): Promise<unknown> {
	return await sayAllInMessage(Promise.reject(failure)).catch((error: unknown) => error);
}

test('what succeeds stays as it is', async () => {
	expect(await sayAllInMessage(Promise.resolve(7))).toBe(7);
});

test.each([
	['The key is wrong', undefined, 'The key is wrong.'],
	['The key is wrong', '', 'The key is wrong.'],
	['The key is wrong.', 'Check it.', 'The key is wrong. Check it.'],
	['n8n 1.2 is too old', 'Update it!', 'n8n 1.2 is too old. Update it!'],
	['The key is wrong', 'Check it\n\nRequest ID: 7', 'The key is wrong. Check it. Request ID: 7.'],
])('%j with the description %j is told as %j', async (message, description, all) => {
	for (const failure of makeFailures()) {
		Object.assign(failure, { message, description });
		expect(await said(failure)).toBe(failure);
		expect([failure.message, failure.description]).toEqual([all, undefined]);
	}
});

test('what is no error of n8n stays as it is', async () => {
	const failure = Object.assign(new Error('Something odd'), { description: 'Really' });
	expect(await said(failure)).toBe(failure);
	expect([failure.message, failure.description]).toEqual(['Something odd', 'Really']);
});
