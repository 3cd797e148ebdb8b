import { stringify } from 'flatted';
import { decodeEndedExecution } from '../../launcher/n8nExecution.mts';

/** n8n's reply, its data as n8n's `RunExecutionData` has them. */
function reply(status: string, data: unknown) {
	return { id: '7', status, data: stringify(data) };
}

const trigger = { node: { name: 'Form' }, data: { main: [[{ json: { City: 'Pune' } }]] } };
const STARTED_WITH = {
	resultData: { runData: {} },
	executionData: { nodeExecutionStack: [trigger] },
};
const HAS_RUN = {
	resultData: {
		runData: { Form: [{ data: { main: [[{ json: { City: 'Pune' } }]] } }] },
		lastNodeExecuted: 'Form',
	},
	executionData: { nodeExecutionStack: [] },
};
const HAS_FAILED = {
	resultData: { runData: {}, error: { message: 'No such lead', description: 'Check the ID' } },
	executionData: { nodeExecutionStack: [trigger] },
};

test('an execution that has ended is told with what each node put out', () => {
	expect(decodeEndedExecution(reply('success', HAS_RUN))).toEqual({
		id: '7',
		status: 'success',
		error: undefined,
		output: { Form: [{ json: { City: 'Pune' } }] },
	});
});

test('an execution that has failed is told with its error', () => {
	expect(decodeEndedExecution(reply('error', HAS_FAILED))).toEqual({
		id: '7',
		status: 'error',
		error: { message: 'No such lead', description: 'Check the ID' },
		output: {},
	});
});

test.each(['crashed', 'canceled'])(
	'an execution that n8n calls %s is told with what it started with',
	(status) => {
		expect(decodeEndedExecution(reply(status, STARTED_WITH))).toMatchObject({ status, output: {} });
	},
);

test.each(['new', 'running', 'waiting', 'unknown'])(
	'an execution that n8n calls %s has not ended',
	(status) => {
		expect(decodeEndedExecution(reply(status, HAS_RUN))).toBeUndefined();
	},
);

test.each(['success', 'error'])(
	'an execution that n8n calls %s has not ended before n8n has stored what it did',
	(status) => {
		expect(decodeEndedExecution(reply(status, STARTED_WITH))).toBeUndefined();
		expect(decodeEndedExecution(reply(status, undefined))).toBeUndefined();
	},
);
