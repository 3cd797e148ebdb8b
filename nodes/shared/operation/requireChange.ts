import type { IDataObject } from 'n8n-workflow';

import { ParameterError } from '../failures';

/**
 * Rejects an update that would change nothing.
 *
 * @returns the same fields
 * @throws {ParameterError} when there are none
 */
export function requireChange(changes: IDataObject): IDataObject {
	if (Object.keys(changes).length === 0) {
		throw new ParameterError(
			'Update Fields is empty, so there is nothing to update',
			'Add at least one field with a value. To clear a field, set it to null in Other Fields (JSON).',
		);
	}
	return changes;
}
