import type { Seed } from '../controlSchemas.mts';
import { seededRandom } from '../random.mts';
import { Workspace } from '../workspace.mts';
import { Account } from './account.mts';
import { act, actionSchema } from './actions.mts';
import { KeyPairs, type KeyPair } from './keyPairs.mts';
import type { State } from './schemas.mts';
import { seedAccount } from './seed.mts';
import { switchesSchema, type Switches } from './switches.mts';

/** What belongs to the key pairs of one YSUITE organisation, which is what its workspaces are called. */
export class Organisation extends Workspace<Switches> {
	readonly key: string;
	readonly keys: KeyPair;
	readonly keyPairs: KeyPairs;
	readonly account: Account;

	/**
	 * @param keys `{accessKey?, secretKey?}`
	 * @throws ZodError for anything else
	 */
	constructor(id: string, keys: unknown) {
		super(id, switchesSchema);
		this.keyPairs = new KeyPairs(keys);
		this.keys = this.keyPairs.first;
		this.key = this.keys.accessKey;
		this.account = new Account({ clock: this.clock, switches: () => this.switches });
	}

	get state(): State {
		return this.account.state;
	}

	override hasKey(key: string): boolean {
		return this.keyPairs.has(key);
	}

	seed(seed: Seed): void {
		seedAccount(this.account, { random: seededRandom(1), now: this.clock.now() }, seed);
	}

	readAction(order: unknown): () => object {
		const action = actionSchema.parse(order);
		return () => act(this.account, this.keyPairs, action);
	}
}
