import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod/v4';
import { workflowSchema } from './n8nSession.mts';

/** The folder of the importable example workflows. */
export const EXAMPLES_FOLDER = join(dirname(import.meta.dirname), 'examples');

/** The names under which the example workflows refer to their credentials, by the credential's type. */
export const EXAMPLE_CREDENTIALS = {
	crmLeadProApi: 'CRMLead Pro account',
	ySuiteApi: 'YSUITE account',
} as const;

/** The example workflow whose form the demonstration fills in. */
export const FORM_EXAMPLE_ID = 'crmlpNewLeadForm';

/** The example workflow that a won deal starts. */
export const DEAL_EXAMPLE_ID = 'crmlpDealThanks1';

/** The example workflow that new leads in YSUITE start. */
export const YSUITE_EXAMPLE_ID = 'crmlpYSuiteLeads';

/** The example workflow that a lead which becomes hot starts. */
export const HOT_LEAD_EXAMPLE_ID = 'crmlpHotLeadUser';

const exampleSchema = workflowSchema.extend({ id: z.string() });
/** An example workflow, which has an id of its own. */
export type Example = z.infer<typeof exampleSchema>;

/** Reads all example workflows. */
export async function readExamples(): Promise<Example[]> {
	const files = (await readdir(EXAMPLES_FOLDER))
		.filter((file) => file.endsWith('.json'))
		.toSorted();
	const texts = await Promise.all(
		files.map((file) => readFile(join(EXAMPLES_FOLDER, file), 'utf8')),
	);
	return texts.map((text) => exampleSchema.parse(JSON.parse(text)));
}
