// Prefixes as in ITU-T E.164; the ids are the sandbox's own.
const countries = [
	{ id: 1, prefix: '+91' },
	{ id: 2, prefix: '+971' },
	{ id: 3, prefix: '+966' },
	{ id: 4, prefix: '+974' },
	{ id: 5, prefix: '+965' },
	{ id: 6, prefix: '+973' },
	{ id: 7, prefix: '+968' },
];

/** The mobile fields of a body. */
interface MobileFields {
	cstmobile?: string | null | undefined;
	cstmobile_country_id?: number | null | undefined;
}

/**
 * The country id that goes with a body's mobile number: the one that is given, else the one of a full international
 * number's prefix, else the one that stood before.
 */
export function mobileCountryId(
	{ cstmobile, cstmobile_country_id: given }: MobileFields,
	before: number | null = null,
): number | null {
	if (given !== undefined) return given;
	return countries.find(({ prefix }) => cstmobile?.startsWith(prefix) === true)?.id ?? before;
}
