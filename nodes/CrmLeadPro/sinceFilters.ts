import type { SinceFilter } from '../shared/operation';

/**
 * The filters by time of a list whose records have `created_at` and `updated_at`.
 *
 * @param plural what the records are, e.g. `leads`
 */
export function sinceFilters(plural: string): SinceFilter[] {
	return [
		{
			parameter: 'createdSince',
			displayName: 'Created Since',
			description: `Only ${plural} that were created at this time or later`,
			field: 'created_at',
		},
		{
			parameter: 'updatedSince',
			displayName: 'Updated Since',
			description: `Only ${plural} that were changed at this time or later`,
			field: 'updated_at',
		},
	];
}
