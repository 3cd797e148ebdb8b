import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';

const PROJECT_FOLDER = dirname(import.meta.dirname);

/**
 * Puts a text into the form that lint asks of the project's files.
 *
 * @param file where it will stand, e.g. `docs/operations.md`, which decides about the form
 */
export async function prettify(file: string, text: string): Promise<string> {
	const filepath = join(PROJECT_FOLDER, file);
	return await format(text, { ...(await resolveConfig(filepath)), filepath });
}
