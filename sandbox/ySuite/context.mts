import type { Clock } from '../clock.mts';
import type { Switches } from './switches.mts';

/** What the records of one organisation share. */
export interface Context {
	readonly clock: Clock;
	/** The switches as they stand now. */
	readonly switches: () => Switches;
}
