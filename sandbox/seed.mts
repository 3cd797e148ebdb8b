import type { Seed } from './controlSchemas.mts';
import { seedContacts, seedDemo, seedLeads } from './crmLeadPro/seed.mts';
import { seededRandom } from './random.mts';
import type { Workspace } from './workspace.mts';

/** Fills a new workspace; the same seed gives the same records on every day, only their dates move along. */
export function seedWorkspace({ account, clock, newIdentifier }: Workspace, seed: Seed): void {
	const context = { random: seededRandom(1), newIdentifier, now: clock.now() };
	if (seed === 'demo') {
		seedDemo(account, context);
	} else if (seed !== 'empty') {
		seedLeads(account, context, seed.leads);
		seedContacts(account, context, seed.contacts);
	}
}
