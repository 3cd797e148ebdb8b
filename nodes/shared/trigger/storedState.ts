import type { Fingerprints } from './accountRecognition';
import { findDoubt } from './accountRecognition';

/** What a poller finds in static data of the state that its earlier polls stored. */
export type StoredState<State> =
	/** Stored under the same keys, or under others. */
	| {
			readonly status: 'sameKeys' | 'otherKeys';
			readonly state: State;
			readonly reason?: undefined;
	  }
	/** There is no state; `reason` says why, where that is worth reporting. */
	| { readonly status: 'unknown'; readonly state?: undefined; readonly reason?: string };

/**
 * Reads the state that earlier polls stored.
 *
 * @param stored from static data, which may come from a copied workflow or a person; undefined where there is none
 * @param account hash of the key that is used now
 * @param parse returns the hash of the key that was used, and the state; undefined where it cannot be read
 */
export function readStoredState<State>(
	stored: unknown,
	account: string,
	parse: (stored: unknown) => { readonly account: string; readonly state: State } | undefined,
): StoredState<State> {
	if (stored === undefined) return { status: 'unknown' };
	const found = parse(stored);
	if (found === undefined) {
		return { status: 'unknown', reason: 'What was remembered of earlier polls cannot be read.' };
	}
	return { status: found.account === account ? 'sameKeys' : 'otherKeys', state: found.state };
}

/** What a product's sentences in the log call things. */
export interface PollNames {
	/** E.g. `workspace`. */
	readonly account: string;
	/** The records, in the plural. */
	readonly records: string;
	/** What a poll that starts anew begins with, e.g. `what happens`. */
	readonly awaited: string;
}

/**
 * Finds the state from which a poll goes on: the stored one, if it belongs to the account that was read.
 *
 * @param found what static data holds after everything was read: another poll may have ended meanwhile
 * @param readShown fingerprints of the records that were read; asked for where the keys have changed
 * @returns no state where the poll starts anew, with a warning unless it is the first one
 */
export function recogniseState<State extends { readonly fingerprints: Fingerprints }>(
	found: StoredState<State>,
	readShown: () => Fingerprints,
	names: PollNames,
): { readonly state?: State; readonly warning?: string } {
	const { status, state } = found;
	const reason =
		status === 'otherKeys' ? findDoubt(state.fingerprints, readShown(), names) : found.reason;
	if (reason !== undefined) {
		return { warning: `${reason} Starting anew with ${names.awaited} from now on.` };
	}
	return state === undefined ? {} : { state };
}
