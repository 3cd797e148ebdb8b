import { ApiError } from './apiError.mts';
import { Clock } from './clock.mts';
import type { CommonSwitches } from './commonSwitches.mts';
import type { Seed } from './controlSchemas.mts';
import { Faults, type Fault } from './faults.mts';
import { KeptReplies } from './idempotency.mts';
import { Journal } from './journal.mts';
import { createRateLimiter, type RateLimiter } from './rateLimit.mts';

/** What a workspace needs of its API's switches: their names, and a parser that fills in defaults. */
interface SwitchesSchema<Switches> {
	shape: object;
	parse: (values: unknown) => Switches;
}

/**
 * What belongs to one API key or key pair: data, switches, faults, journal, rate limit and clock of its own. Each API
 * has its own kind.
 */
export abstract class Workspace<Switches extends CommonSwitches = CommonSwitches> {
	readonly id: string;
	readonly clock = new Clock();
	readonly journal = new Journal();
	readonly faults = new Faults();
	readonly keptReplies = new KeptReplies();
	readonly #switchesSchema: SwitchesSchema<Switches>;
	#switches: Switches;
	#rateLimiter: RateLimiter | null = null;

	/** The key by which requests are known to belong here. */
	abstract readonly key: string;
	/** All keys by name, as the control API tells them. */
	abstract readonly keys: Record<string, string>;

	constructor(id: string, switchesSchema: SwitchesSchema<Switches>) {
		this.id = id;
		this.#switchesSchema = switchesSchema;
		this.#switches = switchesSchema.parse({});
		this.setSwitches({});
	}

	/** Whether requests with this key belong here. */
	hasKey(key: string): boolean {
		return key === this.key;
	}

	/** Everything that is in it, for tests to look at. */
	abstract get state(): object;

	/** Fills it; the same seed gives the same records on every day, only their dates move along. */
	abstract seed(seed: Seed): void;

	/**
	 * Reads an order to do what people do in the product itself, beside the API.
	 * @returns does it, returns the record that came of it, and throws ApiError as the records say
	 * @throws ZodError when there is no such action
	 */
	abstract readAction(order: unknown): () => object;

	/** Resolves when nothing that it sends is on its way. */
	settled(): Promise<void> {
		return Promise.resolve();
	}

	get switches(): Switches {
		return this.#switches;
	}

	/** Null without a rate limit. */
	get rateLimiter(): RateLimiter | null {
		return this.#rateLimiter;
	}

	/**
	 * Changes some switches; a new rate limit starts afresh.
	 * @throws ApiError 400 with the list of switches for an unknown one, ZodError for a wrong value
	 */
	setSwitches(changes: Record<string, unknown>): void {
		const switchNames = Object.keys(this.#switchesSchema.shape);
		const unknownNames = Object.keys(changes).filter((name) => !switchNames.includes(name));
		if (unknownNames.length > 0) {
			throw new ApiError(
				400,
				`Unknown switch: ${unknownNames.join(', ')}. The switches are: ${switchNames.join(', ')}.`,
			);
		}
		this.#switches = this.#switchesSchema.parse({ ...this.#switches, ...changes });
		if (this.#rateLimiter === null || 'rateLimit' in changes) {
			const { rateLimit } = this.#switches;
			this.#rateLimiter =
				rateLimit === null ? null : createRateLimiter(rateLimit, () => this.clock.now());
		}
	}

	/**
	 * Replaces all fault rules.
	 * @throws ZodError when one of them orders an action that there is not
	 */
	setFaults(faults: readonly Fault[]): void {
		for (const fault of faults) {
			if (fault.kind === 'actions') for (const order of fault.actions) this.readAction(order);
		}
		this.faults.set(faults);
	}
}
