/** Calling codes of countries whose usual spellings keep the last four digits of a number together. */
const FOUR_TOGETHER = ['1', '44', '55', '65', '81', '82', '86', '852', '91', '966', '971', '974'];
/** Where else a space stands among the last four digits: `345 678` and `67 89`. */
const OTHER_GROUPS = [3, 2];

/**
 * Texts that stand in the usual spellings of a phone number, without its extension.
 *
 * @param number as `readPhoneNumber` returns it
 */
export function toSearchTexts(number: string): string[] {
	const lastFour = number.replace(/;ext=.*/, '').slice(-4);
	const isFourTogether = FOUR_TOGETHER.some((callingCode) => number.startsWith(`+${callingCode}`));
	return isFourTogether
		? [lastFour]
		: [
				lastFour,
				...OTHER_GROUPS.map((size) => `${lastFour.slice(0, -size)} ${lastFour.slice(-size)}`),
			];
}
