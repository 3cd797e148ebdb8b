import type { Field } from '../fields';
import { choice } from '../fields';

/** What to do with a record that has all values already. */
export type Unchanged = 'update' | 'skip';

/**
 * The option of a Create or Update for records that have all values already.
 *
 * @param plural what the records are, e.g. `leads`
 */
export const unchangedOption = (plural: string): Field<Unchanged> =>
	choice({
		displayName: 'Unchanged',
		description: `What to do with ${plural} that have all values already`,
		options: [
			{ name: 'Skip', value: 'skip', description: 'Send nothing, which costs no request' },
			{ name: 'Update', value: 'update', description: 'Send the values all the same' },
		],
		default: 'update',
	});
