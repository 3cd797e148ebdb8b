import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { NodeHelpers, type INode, type INodeParameters } from 'n8n-workflow';
import { z } from 'zod/v4';

import { EXAMPLES_FOLDER } from '../../launcher/examples.mts';
import { loadPackage, type LoadedPackage } from '../support/n8nCore.mts';

/** Node types of n8n that the examples use, each in a version that n8n 1.123 and 2.41 both have. */
const N8N_NODES: Readonly<Record<string, number>> = {
	'@n8n/n8n-nodes-langchain.agent': 3,
	'@n8n/n8n-nodes-langchain.chatTrigger': 1.1,
	'@n8n/n8n-nodes-langchain.lmChatOpenAi': 1.2,
	'@n8n/n8n-nodes-langchain.memoryBufferWindow': 1.3,
	'n8n-nodes-base.aggregate': 1,
	'n8n-nodes-base.code': 2,
	'n8n-nodes-base.convertToFile': 1.1,
	'n8n-nodes-base.emailSend': 2.1,
	'n8n-nodes-base.extractFromFile': 1.1,
	'n8n-nodes-base.filter': 2.2,
	'n8n-nodes-base.form': 2.3,
	'n8n-nodes-base.formTrigger': 2.3,
	'n8n-nodes-base.html': 1.2,
	'n8n-nodes-base.httpRequest': 4.2,
	'n8n-nodes-base.if': 2.2,
	'n8n-nodes-base.manualTrigger': 1,
	'n8n-nodes-base.merge': 3.2,
	'n8n-nodes-base.noOp': 1,
	'n8n-nodes-base.postgres': 2.5,
	'n8n-nodes-base.removeDuplicates': 2,
	'n8n-nodes-base.scheduleTrigger': 1.2,
	'n8n-nodes-base.set': 3.4,
	'n8n-nodes-base.stickyNote': 1,
	'n8n-nodes-base.stopAndError': 1,
	'n8n-nodes-base.summarize': 1.1,
};
const OWN_PREFIX = 'n8n-nodes-crmleadpro.';
const STICKY_NOTE = 'n8n-nodes-base.stickyNote';
/** What n8n adds to a node that is a tool. */
const TOOL_PARAMETERS = new Set(['descriptionType', 'toolDescription']);
/** What n8n's editor takes for a node and the name below it, in pixels. */
const NODE_SIZE = { width: 96, height: 150 };
const CREDENTIALS = {
	crmLeadProApi: { id: null, name: 'CRMLead Pro account' },
	ySuiteApi: { id: null, name: 'YSUITE account' },
	smtp: { id: null, name: 'SMTP account' },
	postgres: { id: null, name: 'Postgres account' },
	openAiApi: { id: null, name: 'OpenAI account' },
};

const parametersSchema = z.custom<INodeParameters>(
	(value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);
const nodeSchema = z.strictObject({
	id: z.uuid(),
	name: z.string(),
	type: z.string(),
	typeVersion: z.number(),
	position: z.tuple([z.int(), z.int()]),
	parameters: parametersSchema,
	credentials: z.record(z.string(), z.unknown()).optional(),
	webhookId: z.uuid().optional(),
	onError: z.enum(['continueRegularOutput', 'continueErrorOutput']).optional(),
	executeOnce: z.boolean().optional(),
	alwaysOutputData: z.boolean().optional(),
	retryOnFail: z.boolean().optional(),
	maxTries: z.int().optional(),
	waitBetweenTries: z.int().optional(),
});
/** What n8n exports, without pinned data and without what belongs to one n8n. */
const exampleSchema = z.strictObject({
	id: z.string().length(16),
	name: z.string(),
	nodes: z.array(nodeSchema),
	connections: z.record(
		z.string(),
		z.record(
			z.string(),
			z.array(z.array(z.object({ node: z.string(), type: z.string(), index: z.int() }))),
		),
	),
	active: z.literal(false),
	settings: z.strictObject({ executionOrder: z.literal('v1') }),
});
type Example = z.infer<typeof exampleSchema>;
type ExampleNode = Example['nodes'][number];
type Box = { name: string; left: number; top: number; right: number; bottom: number };

const files = globSync('*.json', { cwd: EXAMPLES_FOLDER });
const texts = new Map<string, string>();
let loaded: LoadedPackage;

beforeAll(async () => {
	loaded = await loadPackage();
	for (const file of files) texts.set(file, await readFile(join(EXAMPLES_FOLDER, file), 'utf8'));
});

function exampleIn(file: string): Example {
	return exampleSchema.parse(JSON.parse(texts.get(file) ?? ''));
}

const isNote = ({ type }: ExampleNode) => type === STICKY_NOTE;

function boxOf({ name, type, position, parameters }: ExampleNode): Box {
	const [left, top] = position;
	const size = z.object({ width: z.number(), height: z.number() });
	const { width, height } = type === STICKY_NOTE ? size.parse(parameters) : NODE_SIZE;
	return { name, left, top, right: left + width, bottom: top + height };
}

function overlaps(one: Box, other: Box): boolean {
	return (
		one.left < other.right &&
		other.left < one.right &&
		one.top < other.bottom &&
		other.top < one.bottom
	);
}

/** The package's own description of a node; a tool has that of the node it is made from. */
function descriptionOf({ type }: ExampleNode) {
	const name = type.slice(OWN_PREFIX.length).replace(/Tool$/, '');
	const description = loaded.nodes[name]?.description;
	if (description === undefined) throw new Error(`there is no node type ${type}`);
	return description;
}

function toINode({ id, name, type, typeVersion, position, parameters }: ExampleNode): INode {
	return { id, name, type, typeVersion, position, parameters: structuredClone(parameters) };
}

test('there are eleven examples', () => {
	expect(files.map((file) => basename(file, '.json')).toSorted()).toEqual([
		'campaign-by-tag',
		'csv-import',
		'deal-won-thank-you',
		'hot-lead-to-user',
		'lead-status-to-slack',
		'new-leads-from-form',
		'nightly-sync',
		'pipeline-assistant',
		'renewal-deal-once',
		'weekly-funnel-report',
		'ysuite-leads-to-crmleadpro',
	]);
});

describe.each(files)('%s', (file) => {
	test('is a workflow without pinned data and without anything that belongs to one n8n', () => {
		expect(() => exampleIn(file)).not.toThrow();
	});

	test('uses node types that n8n 1.123 has as well, or the package’s own', () => {
		const foreign = exampleIn(file).nodes.filter(
			({ type, typeVersion }) => !type.startsWith(OWN_PREFIX) && N8N_NODES[type] !== typeVersion,
		);
		expect(foreign.map(({ type, typeVersion }) => [type, typeVersion])).toEqual([]);
		expect(exampleIn(file).nodes.some(({ type }) => type.startsWith(OWN_PREFIX))).toBe(true);
	});

	test('gives the package’s nodes parameters that exist, and values that are valid', () => {
		for (const node of exampleIn(file).nodes.filter(({ type }) => type.startsWith(OWN_PREFIX))) {
			const description = descriptionOf(node);
			const inNode = toINode(node);
			const known = NodeHelpers.getNodeParameters(
				description.properties,
				inNode.parameters,
				true,
				false,
				inNode,
				description,
			);
			const own = Object.entries(node.parameters).filter(([name]) => !TOOL_PARAMETERS.has(name));
			expect([node.name, known]).toMatchObject([node.name, Object.fromEntries(own)]);
			const issues = NodeHelpers.getNodeParametersIssues(
				description.properties,
				inNode,
				description,
			);
			expect([node.name, issues]).toEqual([node.name, null]);
		}
	});

	test('names its credentials, and holds neither an id nor a key of one', () => {
		for (const { credentials } of exampleIn(file).nodes) {
			for (const [type, credential] of Object.entries(credentials ?? {}))
				expect(CREDENTIALS).toHaveProperty(type, credential);
		}
		expect(texts.get(file)).not.toMatch(/crmlp_live_|xox[abp]-|sk-\w{8}|Bearer /);
	});

	test('connects every node, by names that are there once', () => {
		const { nodes, connections } = exampleIn(file);
		const names = nodes.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		const targets = Object.values(connections).flatMap((outputs) =>
			Object.values(outputs).flatMap((branches) => branches.flat().map(({ node }) => node)),
		);
		expect(names).toEqual(expect.arrayContaining([...Object.keys(connections), ...targets]));
		const connected = new Set([...Object.keys(connections), ...targets]);
		const lonely = nodes.filter((node) => !isNote(node) && !connected.has(node.name));
		expect(lonely.map(({ name }) => name)).toEqual([]);
	});

	test('has notes that say what it does and what to set, and that cover nothing', () => {
		const { nodes } = exampleIn(file);
		const [first, ...others] = nodes.filter(isNote);
		expect(first?.parameters.content).toMatch(/^## .+\n[^]+credential/);
		const boxes = nodes.map(boxOf);
		const covered = [first, ...others].flatMap((note) => {
			const box = boxes.find(({ name }) => name === note?.name);
			return boxes
				.filter((other) => box !== undefined && other !== box && overlaps(box, other))
				.map((other) => [box?.name, other.name]);
		});
		expect(covered).toEqual([]);
	});
});

test('no two examples have an id, a webhook or a form’s address in common', () => {
	const examples = files.map(exampleIn);
	const nodes = examples.flatMap((example) => example.nodes);
	const path = z.object({ options: z.object({ path: z.string() }) });
	const unique = [
		examples.map(({ id }) => id),
		nodes.map(({ id }) => id),
		nodes.flatMap(({ webhookId }) => webhookId ?? []),
		nodes.flatMap(({ parameters }) => path.safeParse(parameters).data?.options.path ?? []),
	];
	for (const values of unique) expect(values.toSorted()).toEqual([...new Set(values)].toSorted());
});
