import { createHash } from 'node:crypto';

/** What a record shows of itself. */
export interface RecordTraits {
	/** What never changes, e.g. ID, number and time of creation. */
	readonly lasting: readonly string[];
	/** What differs between accounts even where all of that is the same, e.g. name and email. */
	readonly personal: readonly string[];
}

/** Fingerprints of records, by their IDs. JSON, so that static data can hold it. */
export type Fingerprints = Readonly<Record<string, string>>;

/** Hex digits for each kind of traits. */
const PART_LENGTH = 8;

/**
 * Makes a fingerprint by which a record is recognised, and from which it cannot be read.
 *
 * @param traits what the record shows
 * @returns 16 hex digits
 */
export function createFingerprint({ lasting, personal }: RecordTraits): string {
	return [lasting, personal]
		.map((traits) => createHash('sha256').update(JSON.stringify(traits)).digest('hex'))
		.map((hash) => hash.slice(0, PART_LENGTH))
		.join('');
}

/**
 * Finds out whether two keys open the same account, by records that the one showed before and the
 * other shows now. IDs, numbers and times alone can be the same in two accounts. So at least one
 * record has to be the same in all traits, and none may have an ID that belongs to another record.
 *
 * @param remembered what was seen with the one key
 * @param shown what the other key shows
 * @returns `unclear` where no record speaks for the one or the other, e.g. because all were deleted
 */
export function compareAccounts(
	remembered: Fingerprints,
	shown: Fingerprints,
): 'same' | 'other' | 'unclear' {
	const pairs = Object.entries(remembered).flatMap(([id, before]) =>
		Object.hasOwn(shown, id) ? [{ before, now: shown[id] ?? '' }] : [],
	);
	const lastingPart = (fingerprint: string): string => fingerprint.slice(0, PART_LENGTH);
	if (pairs.some(({ before, now }) => lastingPart(before) !== lastingPart(now))) return 'other';
	return pairs.some(({ before, now }) => before === now) ? 'same' : 'unclear';
}
