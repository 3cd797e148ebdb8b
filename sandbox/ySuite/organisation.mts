import { randomBytes } from 'node:crypto';
import { z } from 'zod/v4';
import type { Seed } from '../controlSchemas.mts';
import { seededRandom } from '../random.mts';
import { Workspace } from '../workspace.mts';
import { Account } from './account.mts';
import { act, actionSchema } from './actions.mts';
import type { State } from './schemas.mts';
import { seedAccount } from './seed.mts';
import { switchesSchema, type Switches } from './switches.mts';

const newKey = (prefix: string) => () => `${prefix}_${randomBytes(16).toString('hex')}`;
const keysSchema = z.strictObject({
	accessKey: z.string().min(1).default(newKey('ysuite_access')),
	secretKey: z.string().min(1).default(newKey('ysuite_secret')),
});

/** What belongs to one key pair of YSUITE: its workspaces are called organisations. */
export class Organisation extends Workspace<Switches> {
	readonly key: string;
	readonly keys: { accessKey: string; secretKey: string };
	readonly account: Account;

	/**
	 * @param keys `{accessKey?, secretKey?}`
	 * @throws ZodError for anything else
	 */
	constructor(id: string, keys: unknown) {
		super(id, switchesSchema);
		this.keys = keysSchema.parse(keys);
		this.key = this.keys.accessKey;
		this.account = new Account({ clock: this.clock, switches: () => this.switches });
	}

	get state(): State {
		return this.account.state;
	}

	seed(seed: Seed): void {
		seedAccount(this.account, { random: seededRandom(1), now: this.clock.now() }, seed);
	}

	readAction(order: unknown): () => object {
		const action = actionSchema.parse(order);
		return () => act(this.account, action);
	}
}
