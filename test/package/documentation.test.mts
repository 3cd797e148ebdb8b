import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { renderDocumentation } from '../../scripts/documentation.mts';
import { PACKAGE_FOLDER } from '../support/n8nCore.mts';

const documents = await renderDocumentation();

/** What mends them is named in the failure. */
const describeText = (text: string) => ({ text, mendedBy: 'npm run docs' });

test.each(Object.entries(documents))(
	'the tables in %s say what the compiled nodes say',
	async (file, expected) => {
		const committed = await readFile(join(PACKAGE_FOLDER, file), 'utf8');

		expect(describeText(committed)).toEqual(describeText(expected));
	},
);
