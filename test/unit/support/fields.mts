import type { Field } from '../../../nodes/shared/fields/index.ts';

/** The label that errors should name. */
export const LABEL = 'Additional Fields > Value';

/**
 * Reads a raw value as the engine does.
 *
 * @param field the field
 * @param raw what n8n would hand over
 * @param timezone IANA name of the workflow's time zone
 */
export function read<Value>(field: Field<Value>, raw: unknown, timezone = 'Asia/Kolkata'): Value {
	return field.read(raw, { label: LABEL, timezone });
}
