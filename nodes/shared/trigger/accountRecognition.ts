import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

/** The traits by which a record is recognised. */
export interface RecordTraits {
	/** Traits that never change, e.g. ID, number and time of creation. */
	readonly lasting: readonly string[];
	/** Traits that differ between accounts even where the lasting ones are the same, e.g. name and email. */
	readonly personal: readonly string[];
}

/** Fingerprints by the records' IDs. JSON, so that static data can hold it. */
export type Fingerprints = Readonly<Record<string, string>>;

/** Hex digits for each kind of traits. */
const PART_LENGTH = 8;
/** Most records whose fingerprints are stored: less than 1.5 KB. */
const MOST_STORED = 50;

/**
 * Makes a fingerprint, a one-way hash, by which a record is recognised.
 *
 * @returns 16 hex digits
 */
export function createFingerprint({ lasting, personal }: RecordTraits): string {
	return [lasting, personal]
		.map((traits) => createHash('sha256').update(JSON.stringify(traits)).digest('hex'))
		.map((hash) => hash.slice(0, PART_LENGTH))
		.join('');
}

/** A record with its ID, as far as an account is recognised by it. */
interface RecognisableRecord {
	readonly id: number | string;
	readonly record: IDataObject;
}

/** Reads a record's traits; undefined where it lacks too many. */
export type TraitsReader = (record: IDataObject) => RecordTraits | undefined;

/** Makes the fingerprints of the records that have enough traits. */
export function fingerprintsOf(
	records: readonly RecognisableRecord[],
	traitsOf: TraitsReader,
): Fingerprints {
	return Object.fromEntries(
		records.flatMap(({ id, record }) => {
			const traits = traitsOf(record);
			return traits === undefined ? [] : [[id, createFingerprint(traits)]];
		}),
	);
}

/**
 * Makes the fingerprints that are stored to recognise the account later.
 *
 * @param records the newest first
 */
export function fingerprintsToStore(
	records: readonly RecognisableRecord[],
	traitsOf: TraitsReader,
): Fingerprints {
	return fingerprintsOf(records.slice(0, MOST_STORED), traitsOf);
}

/**
 * Whether two keys belong to the same account, judged by the records that each can read. IDs, numbers
 * and times alone may coincide in two accounts. So at least one record has to match in all traits, and
 * none may have the ID of a different record.
 *
 * @param remembered records that were read with the previous key
 * @param shown records that are read with the current key
 * @returns `unclear` where no record decides it, e.g. because all were deleted
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

/**
 * Says why other keys may belong to another account.
 *
 * @param names what the product calls an account and, in the plural, its records
 * @returns sentences for the log; undefined where the account is the same
 */
export function findDoubt(
	remembered: Fingerprints,
	shown: Fingerprints,
	{ account, records }: { readonly account: string; readonly records: string },
): string | undefined {
	switch (compareAccounts(remembered, shown)) {
		case 'same':
			return undefined;
		case 'other':
			return `The credential opens another ${account}.`;
		case 'unclear':
			return `The keys or the Base URL of the credential have changed, and none of the ${records} that were seen lately shows that the ${account} is the same: they were deleted or changed, or it is another ${account}.`;
	}
}
