import type { StoredState } from './storedState';

/** After the keys have changed, more older records than these are not late: the new keys can merely read more. */
const MOST_LATE = 10;

/**
 * Leaves out many late records after the keys have changed: the earlier keys merely did not show them.
 *
 * @param status whether the keys are those of the stored state
 * @param isLate whether a record counts as new and yet is older than the newest that was seen
 * @param records what the warning calls the records, in the plural
 * @returns a warning where any were left out
 */
export function leaveOutLate<Found>(
	status: StoredState<unknown>['status'],
	found: readonly Found[],
	isLate: (one: Found) => boolean,
	records: string,
): { readonly kept: readonly Found[]; readonly warning?: string } {
	const kept = found.filter((one) => !isLate(one));
	const late = found.length - kept.length;
	if (status !== 'otherKeys' || late <= MOST_LATE) return { kept: found };
	return {
		kept,
		warning: `The keys of the credential have changed and show ${late} ${records} that the earlier ones did not show. These do not count as new.`,
	};
}
