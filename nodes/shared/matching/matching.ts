import { ParameterError } from '../failures';
import type { Country } from '../phone';
import { readPhoneNumber, toSearchTexts, tryPhoneNumber } from '../phone';

/** How a value is recognised as the same in its other spellings. */
export interface Matching {
	/** Tells kinds of matching apart, e.g. `phone IN`. */
	readonly name: string;
	/**
	 * Reads the match value into what is the same for all its spellings.
	 *
	 * @throws {ParameterError} for what is no email, or not surely one phone number
	 */
	readonly read: (value: string) => string;
	/** Like `read`, but returns undefined for what cannot be read. */
	readonly tryRead: (value: string) => string | undefined;
	/**
	 * Texts to search for: the server may have the value in another spelling.
	 *
	 * @param identity the value as `read` returns it
	 */
	readonly toSearches: (value: string, identity: string) => string[];
}

/** Emails are the same whatever their letter case. */
export const byEmail: Matching = {
	name: 'email',
	read: (email) => {
		if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
			throw new ParameterError(
				`Match Value must be an email address, but it is "${email}"`,
				'Check the value of this item, or choose another way to match by, where there is one.',
			);
		}
		return email.toLowerCase();
	},
	tryRead: (email) => email.trim().toLowerCase(),
	/** The server's search may be case-sensitive. */
	toSearches: (email, lowerCase) => [email, lowerCase],
};

/**
 * Phone numbers are the same in all their usual spellings.
 *
 * @param country whose numbers those without a prefix are
 */
export const byPhone = (country: Country): Matching => ({
	name: `phone ${country}`,
	read: (phone) => readPhoneNumber(phone, country, 'Match Value'),
	tryRead: (phone) => tryPhoneNumber(phone, country),
	toSearches: (phone, number) => [phone, ...toSearchTexts(number)],
});

/** What is looked for in one item. */
export interface Sought {
	/** The record's field, under the API's name. */
	readonly field: string;
	/** What users call it, e.g. `phone`. */
	readonly label: string;
	readonly value: string;
	/** The value as `matching.read` returns it. */
	readonly identity: string;
	readonly matching: Matching;
}

/** What is the same for all spellings of a record's value; undefined for what cannot be read. */
export function identify(value: unknown, { tryRead }: Matching): string | undefined {
	// Phones may come as numbers.
	return typeof value === 'string' || typeof value === 'number'
		? tryRead(String(value))
		: undefined;
}

/** Whether a value of a record is the one that is looked for; what cannot be read never is. */
export function isSame(value: unknown, { identity, matching }: Sought): boolean {
	return identify(value, matching) === identity;
}
