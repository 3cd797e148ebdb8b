/**
 * The fields of a body that a record does not know; they are kept under their own names.
 * @param known an object whose own keys are the known fields, such as a schema's shape
 */
export function unknownFields(
	body: Record<string, unknown>,
	known: object,
): Record<string, unknown> {
	return filterFields(body, (field) => !Object.hasOwn(known, field));
}

/** The fields of a body without the ones that are the API's own, and without those that hold nothing. */
export function settableFields(
	body: Record<string, unknown>,
	ownFields: readonly string[],
): Record<string, unknown> {
	return filterFields(body, (field) => !ownFields.includes(field) && body[field] !== undefined);
}

function filterFields(
	body: Record<string, unknown>,
	keeps: (field: string) => boolean,
): Record<string, unknown> {
	return Object.fromEntries(Object.entries(body).filter(([field]) => keeps(field)));
}
