import { seededRandom } from '../random.mts';

// Crockford's base 32, the alphabet of the documents' sample `lead_01J2XK3M4N5P6Q7R`.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const randomLength = 13;

/** Makes an identifier such as `lead_01J2XK3M4N5P6Q7R` from the prefix `lead`. */
export type NewIdentifier = (prefix: string) => string;

/**
 * A repeatable source of identifiers in the form of the documents' sample.
 * @param seed the same seed gives the same identifiers in the same order
 */
export function identifierSource(seed: number): NewIdentifier {
	const random = seededRandom(seed);
	return (prefix) => {
		let text = '';
		for (let position = 0; position < randomLength; position++) {
			text += alphabet.charAt(Math.floor(random() * alphabet.length));
		}
		return `${prefix}_01J${text}`;
	};
}
