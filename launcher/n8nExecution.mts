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
});
const executionSchema = z.looseObject({ id: z.string(), status: z.string(), data: z.string() });

/** One execution of a workflow, decoded. */
export type Execution = {
	readonly id: string;
	/** n8n's own word: `success`, `error`, `crashed`, … */
	readonly status: string;
	readonly error: { message: string; description?: string | null | undefined } | undefined;
	/** The items that the last run of each node put out, by the node's name. */
	readonly output: Readonly<Record<string, ReadonlyArray<z.infer<typeof itemSchema>>>>;
};

/** Whether n8n has stored what an execution did: n8n 1 stores first that it has ended, and then what it did. */
export function hasData(reply: unknown): boolean {
	return parse(executionSchema.parse(reply).data) !== undefined;
}

/**
 * Reads n8n's reply to `GET /rest/executions/:id`, whose `data` n8n encodes with the `flatted` library.
 *
 * @throws ZodError when the reply is no execution with data
 */
export function decodeExecution(reply: unknown): Execution {
	const { id, status, data } = executionSchema.parse(reply);
	const { resultData } = runDataSchema.parse(parse(data));
	const output = Object.entries(resultData.runData).map(
		([node, runs]) =>
			[node, runs.at(-1)?.data?.main?.flatMap((items) => items ?? []) ?? []] as const,
	);
	return { id, status, error: resultData.error, output: Object.fromEntries(output) };
}
