import { randomBytes } from 'node:crypto';
import { ApiError, notFound } from './apiError.mts';
import { Clock } from './clock.mts';
import { Account } from './crmLeadPro/account.mts';
import { Faults } from './faults.mts';
import { KeptReplies } from './idempotency.mts';
import { identifierSource } from './identifiers.mts';
import { Journal } from './journal.mts';
import { createRateLimiter, type RateLimiter } from './rateLimit.mts';
import { switchesSchema, switchNames, type Switches } from './switches.mts';

/** What belongs to one API key: data, switches, faults, journal, rate limit and clock of its own. */
export class Workspace {
	readonly id: string;
	readonly apiKey: string;
	readonly clock = new Clock();
	readonly journal = new Journal();
	readonly faults = new Faults();
	readonly keptReplies = new KeptReplies();
	readonly newIdentifier = identifierSource(2);
	readonly account: Account;
	#switches = switchesSchema.parse({});
	#rateLimiter: RateLimiter | null = null;

	constructor(id: string, apiKey: string) {
		this.id = id;
		this.apiKey = apiKey;
		this.account = new Account({
			clock: this.clock,
			newIdentifier: this.newIdentifier,
			switches: () => this.switches,
		});
		this.setSwitches({});
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
		const unknownNames = Object.keys(changes).filter((name) => !switchNames.includes(name));
		if (unknownNames.length > 0) {
			throw new ApiError(
				400,
				`Unknown switch: ${unknownNames.join(', ')}. The switches are: ${switchNames.join(', ')}.`,
			);
		}
		this.#switches = switchesSchema.parse({ ...this.#switches, ...changes });
		if (this.#rateLimiter === null || 'rateLimit' in changes) {
			const { rateLimit } = this.#switches;
			this.#rateLimiter =
				rateLimit === null ? null : createRateLimiter(rateLimit, () => this.clock.now());
		}
	}
}

/** All workspaces of the sandbox. */
export class Workspaces {
	readonly #workspaces = new Map<string, Workspace>();
	#lastNumber = 0;

	get size(): number {
		return this.#workspaces.size;
	}

	/**
	 * @param apiKey a new random key without one
	 * @throws ApiError 409 when the key has a workspace already
	 */
	create(apiKey = `crmlp_live_${randomBytes(16).toString('hex')}`): Workspace {
		if (this.withKey(apiKey) !== undefined) {
			throw new ApiError(409, 'There is a workspace with this API key already.');
		}
		const workspace = new Workspace(`workspace_${++this.#lastNumber}`, apiKey);
		this.#workspaces.set(apiKey, workspace);
		return workspace;
	}

	withKey(apiKey: string): Workspace | undefined {
		return this.#workspaces.get(apiKey);
	}

	/**
	 * @throws ApiError 404 when there is none
	 */
	withId(id: string): Workspace {
		for (const workspace of this.#workspaces.values()) if (workspace.id === id) return workspace;
		throw notFound('workspace', id);
	}

	/**
	 * @throws ApiError 404 when there is none
	 */
	remove(id: string): void {
		const workspace = this.withId(id);
		workspace.clock.stop();
		this.#workspaces.delete(workspace.apiKey);
	}
}
