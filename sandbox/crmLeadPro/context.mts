import type { Clock } from '../clock.mts';
import type { NewIdentifier } from './identifiers.mts';
import type { Switches } from '../switches.mts';
import type { WebhookEvent } from './schemas.mts';

/** What the records of one workspace share. */
export interface Context {
	readonly clock: Clock;
	readonly newIdentifier: NewIdentifier;
	/** The switches as they stand now. */
	readonly switches: () => Switches;
	/** Tells all webhooks that are subscribed to the event. */
	readonly publish: (event: WebhookEvent, data: Record<string, unknown>) => void;
}
