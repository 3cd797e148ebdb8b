import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ICredentialType, INodeType } from 'n8n-workflow';
import { loadCompiledPackage } from './compiledPackage.mts';
import { listOperations } from './operations.mts';
import { renderColumns } from './columnSpellings.mts';
import { renderConventions } from './conventions.mts';
import { prettify } from './prettify.mts';
import { requestsOf } from './requests.mts';
import { renderOperations, renderParameters } from './tables.mts';

const PROJECT_FOLDER = dirname(import.meta.dirname);
const README = 'README.md';
const FIELDS = 'docs/operations.md';
const CONVENTIONS = 'docs/conventions.md';
const COLUMNS = 'docs/columns.md';

/** A description as a sentence, which n8n's short ones are not. */
const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

function describeNode({ description }: INodeType): string {
	const operations = listOperations(description);
	const sections =
		operations.length === 0
			? [renderParameters(description.properties)]
			: operations.map(
					(operation) =>
						`### ${operation.resourceName}: ${operation.name}\n\n` +
						`${sentence(operation.description)} Node type \`${description.name}\`, \`${operation.key.replace(' ', '` / `')}\`.\n\n` +
						renderParameters(operation.properties),
				);
	return `## ${description.displayName}\n\n${sentence(description.description)}\n\n${sections.join('\n\n')}`;
}

const describeCredential = ({ displayName, properties }: ICredentialType): string =>
	`## Credential: ${displayName}\n\n${renderParameters(properties)}`;

/** Puts text between two markers, in place of what was there. @throws Error when there are no such markers */
function fill(text: string, name: string, content: string): string {
	const start = `<!-- ${name} -->`;
	const end = `<!-- /${name} -->`;
	const [before, rest] = text.split(start);
	const after = rest?.split(end)[1];
	if (before === undefined || after === undefined) throw new Error(`There is no ${start} … ${end}`);
	return `${before}${start}\n\n${content}\n\n${end}${after}`;
}

/**
 * The documents whose tables come from the compiled package, as they should be: README.md, of which only what stands
 * between markers is written, docs/operations.md, and docs/conventions.md and docs/columns.md, which come from the code's
 * tables.
 *
 * @returns texts by path
 * @throws Error when the package has not been built
 */
export async function renderDocumentation(): Promise<Record<string, string>> {
	const { nodes, credentials } = loadCompiledPackage();
	let readme = await readFile(join(PROJECT_FOLDER, README), 'utf8');
	for (const { description } of nodes) {
		const requests = requestsOf[description.name];
		if (requests === undefined) continue;
		const tableOfNode = renderOperations(description, requests);
		readme = fill(readme, `operations of ${description.name}`, tableOfNode);
	}
	const fields = [
		'<!-- Written by npm run docs. -->',
		'# Operations and their fields',
		'What each node and credential takes. An empty field is left out of the request. Fields of a collection (Collection → Field) are sent only once they are added; their default is what the form starts with then. **Name in the workflow** is what a workflow’s JSON, an expression and an AI agent call it.',
		...nodes.map(describeNode),
		...credentials.map(describeCredential),
	];
	return {
		[README]: await prettify(README, readme),
		[FIELDS]: await prettify(FIELDS, fields.join('\n\n')),
		[CONVENTIONS]: await prettify(CONVENTIONS, renderConventions()),
		[COLUMNS]: await prettify(COLUMNS, renderColumns()),
	};
}

/** Writes {@link renderDocumentation} to the project. */
export async function writeDocumentation(): Promise<void> {
	for (const [file, text] of Object.entries(await renderDocumentation())) {
		await writeFile(join(PROJECT_FOLDER, file), text);
	}
}
