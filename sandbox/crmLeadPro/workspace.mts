import { randomBytes } from 'node:crypto';
import { z } from 'zod/v4';
import type { Seed } from '../controlSchemas.mts';
import { identifierSource } from './identifiers.mts';
import { seededRandom } from '../random.mts';
import { switchesSchema, type Switches } from '../switches.mts';
import { Workspace } from '../workspace.mts';
import { Account } from './account.mts';
import { act, actionSchema } from './actions.mts';
import type { State } from './schemas.mts';
import { seedContacts, seedDemo, seedLeads } from './seed.mts';

const keysSchema = z.strictObject({
	apiKey: z
		.string()
		.min(1)
		.default(() => `crmlp_live_${randomBytes(16).toString('hex')}`),
});

/** What belongs to one API key of CRMLead Pro. */
export class CrmLeadProWorkspace extends Workspace<Switches> {
	readonly key: string;
	readonly keys: { apiKey: string };
	readonly account: Account;
	readonly #newIdentifier = identifierSource(2);

	/**
	 * @param keys `{apiKey?}`
	 * @throws ZodError for anything else
	 */
	constructor(id: string, keys: unknown) {
		super(id, switchesSchema);
		this.keys = keysSchema.parse(keys);
		this.key = this.keys.apiKey;
		this.account = new Account({
			clock: this.clock,
			newIdentifier: this.#newIdentifier,
			switches: () => this.switches,
		});
	}

	get state(): State {
		return this.account.state;
	}

	seed(seed: Seed): void {
		const context = {
			random: seededRandom(1),
			newIdentifier: this.#newIdentifier,
			now: this.clock.now(),
		};
		if (seed === 'demo') {
			seedDemo(this.account, context);
		} else if (seed !== 'empty') {
			seedLeads(this.account, context, seed.leads);
			seedContacts(this.account, context, seed.contacts);
		}
	}

	readAction(order: unknown): () => object {
		const action = actionSchema.parse(order);
		return () => act(this.account, action);
	}

	override settled(): Promise<void> {
		return this.account.webhooks.settled();
	}
}
