import { ApiError, notFound } from './apiError.mts';
import type { Workspace } from './workspace.mts';

/** All workspaces of one API. */
export class Workspaces<Kind extends Workspace = Workspace> {
	readonly #name: string;
	readonly #open: (id: string, keys: unknown) => Kind;
	readonly #workspaces = new Map<string, Kind>();
	#lastNumber = 0;

	/**
	 * @param name what the API calls a workspace, such as `organisation`
	 * @param open makes one from wanted keys by name, and makes up those that are not said
	 */
	constructor(name: string, open: (id: string, keys: unknown) => Kind) {
		this.#name = name;
		this.#open = open;
	}

	/**
	 * @param keys the wanted keys by name; new random ones for those not said
	 * @throws ApiError 409 when the key has a workspace already, ZodError for keys that make no sense
	 */
	create(keys: unknown = {}): Kind {
		const workspace = this.#open(`${this.#name}_${++this.#lastNumber}`, keys);
		if (this.withKey(workspace.key) !== undefined) {
			throw new ApiError(409, `Another ${this.#name} has this key already.`);
		}
		this.#workspaces.set(workspace.key, workspace);
		return workspace;
	}

	withKey(key: string): Kind | undefined {
		const workspace = this.#workspaces.get(key);
		return workspace ?? [...this.#workspaces.values()].find((other) => other.hasKey(key));
	}

	/**
	 * @throws ApiError 404 when there is none
	 */
	withId(id: string): Kind {
		for (const workspace of this.#workspaces.values()) if (workspace.id === id) return workspace;
		throw notFound(this.#name, id);
	}

	/**
	 * @throws ApiError 404 when there is none
	 */
	remove(id: string): void {
		const workspace = this.withId(id);
		workspace.clock.stop();
		this.#workspaces.delete(workspace.key);
	}
}
