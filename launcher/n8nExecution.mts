import { parse } from 'flatted';
import { z } from 'zod/v4';

const itemSchema = z.looseObject({
	json: z.record(z.string(), z.unknown()),
	pairedItem: z.unknown(),
	error: z.unknown(),
});
const nodeRunSchema = z.looseObject({
	executionStatus: z.string().optional(),
	error: z.looseObject({ message: z.string(), description: z.string().nullish() }).optional(),
	data: z.object({ main: z.array(z.array(itemSchema).nullable()).optional() }).optional(),
});
const runDataSchema = z.looseObject({
	resultData: z.looseObject({
		runData: z.record(z.string(), z.array(nodeRunSchema)).default({}),
		error: z.looseObject({ message: z.string(), description: z.string().nullish() }).optional(),
	}),
	executionData: z.looseObject({ nodeExecutionStack: z.array(z.unknown()) }).optional(),
});
type RunData = z.infer<typeof runDataSchema>;
const executionSchema = z.looseObject({ id: z.string(), status: z.string(), data: z.string() });

const UNFINISHED = new Set(['new', 'running', 'waiting', 'unknown']);
const RUN_TO_THE_END = new Set(['success', 'error']);

/** One execution of a workflow, decoded. */
export type Execution = {
	readonly id: string;
	/** n8n's own word: `success`, `error`, `crashed`, … */
	readonly status: string;
	readonly error: { message: string; description?: string | null | undefined } | undefined;
	/** The items that the last run of each node put out, by the node's name. */
	readonly output: Readonly<Record<string, ReadonlyArray<z.infer<typeof itemSchema>>>>;
};

function describe(
	{ id, status }: z.infer<typeof executionSchema>,
	{ resultData }: RunData,
): Execution {
	const output = Object.entries(resultData.runData).map(
		([node, runs]) =>
			[node, runs.at(-1)?.data?.main?.flatMap((items) => items ?? []) ?? []] as const,
	);
	return { id, status, error: resultData.error, output: Object.fromEntries(output) };
}

/** What an execution starts with still has a node to run; one that has run has none left, or says what went wrong. */
function hasRun({ resultData, executionData }: RunData): boolean {
	return resultData.error !== undefined || !executionData?.nodeExecutionStack.length;
}

/**
 * Reads n8n's reply to `GET /rest/executions/:id`, whose `data` n8n encodes with the `flatted` library.
 *
 * @throws ZodError when the reply is no execution with data
 */
export function decodeExecution(reply: unknown): Execution {
	const execution = executionSchema.parse(reply);
	return describe(execution, runDataSchema.parse(parse(execution.data)));
}

/**
 * Reads the same reply once the execution has ended. On SQLite n8n 1 stores first that it has ended, and then what it
 * did: in between, its data are none, or those that it started with.
 *
 * @returns undefined until it has ended and n8n has stored what it did
 * @throws ZodError when the reply is no execution
 */
export function decodeEndedExecution(reply: unknown): Execution | undefined {
	const { status } = z.looseObject({ status: z.string() }).parse(reply);
	if (UNFINISHED.has(status)) return undefined;
	const execution = executionSchema.parse(reply);
	const data = runDataSchema.optional().parse(parse(execution.data));
	const isStored = data !== undefined && (!RUN_TO_THE_END.has(status) || hasRun(data));
	return isStored ? describe(execution, data) : undefined;
}
