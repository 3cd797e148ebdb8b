import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { workflowSchema, type Workflow } from './n8nSession.mts';

/** The folder of the importable example workflows. */
export const EXAMPLES_FOLDER = join(dirname(import.meta.dirname), 'examples');

/** The name under which the example workflows refer to their credential. */
export const EXAMPLE_CREDENTIAL = 'CRMLead Pro account';

/** The example workflow whose form the demonstration fills in. */
export const FORM_EXAMPLE_ID = 'crmlpNewLeadForm';

/** Reads all example workflows. */
export async function readExamples(): Promise<Workflow[]> {
	const files = (await readdir(EXAMPLES_FOLDER))
		.filter((file) => file.endsWith('.json'))
		.toSorted();
	const texts = await Promise.all(
		files.map((file) => readFile(join(EXAMPLES_FOLDER, file), 'utf8')),
	);
	return texts.map((text) => workflowSchema.parse(JSON.parse(text)));
}
