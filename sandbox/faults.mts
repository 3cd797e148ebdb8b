import { z } from 'zod/v4';
import { seededRandom, type Random } from './random.mts';

const httpMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const milliseconds = z.number().nonnegative();
const headersSchema = z.record(z.string(), z.string());

const carriedOutBefore = z.literal('before').default('before');
const carriedOutAfter = z.literal('after').default('after');
const notCarriedOut = z.literal('not').default('not');
const notUnlessSaid = z.enum(['before', 'not']).default('not');
const beforeUnlessSaid = z.enum(['before', 'not']).default('before');

const matching = {
	method: z.enum(httpMethods).optional().describe('any method without it'),
	path: z
		.string()
		.startsWith('/')
		.refine(isPattern, 'must be a URLPattern path such as /leads/:id')
		.optional()
		.describe('relative to the base URL, such as /leads/:id or /campaigns/*; any path without it'),
	times: z.union([z.int().positive(), z.literal('always')]).default(1),
	skip: z.int().nonnegative().default(0).describe('lets this many matching requests pass first'),
	probability: z.number().min(0).max(1).default(1).describe('of each matching request, seeded'),
	seed: z.int().default(1),
};

// Each API knows its own actions, and checks them when the rules are set.
const actionOrderSchema = z.looseObject({ action: z.string() });

/**
 * A rule that makes the API misbehave. `carriedOut` says whether the request is carried out before the fault, after it
 * or not at all; where it can be chosen, the first value of its description is the default.
 */
export const faultSchema = z.discriminatedUnion('kind', [
	z
		.strictObject({
			kind: z.literal('latency'),
			ms: milliseconds,
			carriedOut: carriedOutAfter,
			...matching,
		})
		.describe('waits, then carries the request out'),
	z
		.strictObject({
			kind: z.literal('slowFirstByte'),
			ms: milliseconds,
			carriedOut: carriedOutBefore,
			...matching,
		})
		.describe('carries the request out, then waits before the first byte of the reply'),
	z
		.strictObject({
			kind: z.literal('status'),
			status: z.int().min(200).max(599),
			body: z.unknown().optional().describe('text or JSON; the API’s own error body without it'),
			contentType: z.string().optional(),
			headers: headersSchema.default({}),
			retryAfter: z
				.strictObject({
					form: z.enum(['seconds', 'httpDate', 'reset']),
					seconds: z.number().nonnegative(),
				})
				.optional()
				.describe('Retry-After or X-RateLimit-Reset, counted from the moment of the reply'),
			carriedOut: notUnlessSaid,
			...matching,
		})
		.describe('answers with a status of its own'),
	z
		.strictObject({
			kind: z.literal('redirect'),
			location: z.string(),
			status: z.int().min(300).max(399).default(302),
			carriedOut: notUnlessSaid,
			...matching,
		})
		.describe('sends the client to another address'),
	z
		.strictObject({ kind: z.literal('resetBeforeReply'), carriedOut: notCarriedOut, ...matching })
		.describe('resets the connection instead of carrying the request out'),
	z
		.strictObject({
			kind: z.literal('resetAfterProcessing'),
			carriedOut: carriedOutBefore,
			...matching,
		})
		.describe('carries the request out, then resets the connection: the client cannot know'),
	z
		.strictObject({ kind: z.literal('resetMidBody'), carriedOut: beforeUnlessSaid, ...matching })
		.describe('closes the connection in the middle of the body'),
	z
		.strictObject({ kind: z.literal('truncatedJson'), carriedOut: beforeUnlessSaid, ...matching })
		.describe('answers 200 with half of the JSON, in valid framing'),
	z
		.strictObject({ kind: z.literal('html200'), carriedOut: notUnlessSaid, ...matching })
		.describe('answers 200 with the HTML page of some proxy'),
	z
		.strictObject({ kind: z.literal('emptyBody'), carriedOut: beforeUnlessSaid, ...matching })
		.describe('answers 200 with an empty body'),
	z
		.strictObject({
			kind: z.literal('notAList'),
			body: z.unknown().optional().describe('one in the API’s own envelope without it'),
			carriedOut: notUnlessSaid,
			...matching,
		})
		.describe('answers 200 with JSON that holds no list'),
	z
		.strictObject({ kind: z.literal('timeout'), carriedOut: notUnlessSaid, ...matching })
		.describe('never answers'),
	z
		.strictObject({
			kind: z.literal('actions'),
			actions: z.array(actionOrderSchema).min(1),
			carriedOut: carriedOutAfter,
			...matching,
		})
		.describe('does these actions, as if people had acted since the last request, then answers'),
]);

export type Fault = z.infer<typeof faultSchema>;
/** A fault as it is ordered; what is left out takes its default. */
export type FaultOrder = z.input<typeof faultSchema>;

export const faultKinds = faultSchema.options.map(({ shape }) => shape.kind.value);

function isPattern(path: string): boolean {
	try {
		new URLPattern({ pathname: path });
		return true;
	} catch {
		return false;
	}
}

interface Rule {
	fault: Fault;
	pattern: URLPattern | undefined;
	skip: number;
	left: number;
	random: Random;
}

/** The rules of one workspace; the first that applies strikes. */
export class Faults {
	#rules: Rule[] = [];

	/** Replaces all rules. */
	set(faults: readonly Fault[]): void {
		this.#rules = faults.map((fault) => ({
			fault,
			pattern: fault.path === undefined ? undefined : new URLPattern({ pathname: fault.path }),
			skip: fault.skip,
			left: fault.times === 'always' ? Infinity : fault.times,
			random: seededRandom(fault.seed),
		}));
	}

	/**
	 * The fault that strikes this request, which uses it up once.
	 * @param path relative to the base URL, still encoded
	 */
	take(method: string, path: string): Fault | null {
		for (const rule of this.#rules) {
			const { fault, pattern } = rule;
			if (rule.left === 0) continue;
			if (fault.method !== undefined && fault.method !== method) continue;
			if (pattern?.test({ pathname: path }) === false) continue;
			if (rule.skip > 0) {
				rule.skip--;
				continue;
			}
			if (rule.random() >= fault.probability) continue;
			rule.left--;
			return fault;
		}
		return null;
	}
}
