import { existsSync, globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { z } from 'zod/v4';

import { listN8nVersions } from '../../launcher/n8nVersions.mts';
import { PACKAGE_FOLDER } from '../support/n8nCore.mts';
import { credentials } from './support/describedTexts.mts';

const linkSchema = z.array(z.object({ url: z.string() }));
const codexSchema = z.object({
	node: z.string(),
	categories: z.array(z.string()),
	resources: z.object({
		credentialDocumentation: linkSchema,
		primaryDocumentation: linkSchema,
	}),
});

/** The categories under which n8n 2.41 lists its own nodes. */
const CATEGORIES = [
	...['AI', 'Analytics', 'Communication', 'Core Nodes', 'Data & Storage', 'Developer Tools'],
	...['Development', 'Finance & Accounting', 'HITL', 'Marketing', 'Miscellaneous', 'Productivity'],
	...['Sales', 'Utility'],
];
const README_PAGE = 'https://github.com/n8n-nodes-crmleadpro/n8n-nodes-crmleadpro#';

async function read(file: string): Promise<string> {
	return await readFile(join(PACKAGE_FOLDER, file), 'utf8');
}

/** The anchors that GitHub makes of a document's headings. */
function anchorsOf(text: string): string[] {
	const withoutCode = text.replaceAll(/^```[^]*?^```/gm, '');
	return [...withoutCode.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
		heading
			.toLowerCase()
			.replaceAll(/[^\p{Letter}\p{Number} _-]/gu, '')
			.replaceAll(' ', '-'),
	);
}

const documents = [
	...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'],
	...['sandbox/README.md', 'bench/RESULTS.md', 'test/README.md'],
	...globSync('docs/*.md', { cwd: PACKAGE_FOLDER }),
].filter((file) => existsSync(join(PACKAGE_FOLDER, file)));

test.each(documents)('every link in %s leads to a file or heading of the project', async (file) => {
	const text = await read(file);
	const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
	const lost: string[] = [];
	for (const target of targets.filter((link) => !link.startsWith('https://'))) {
		const [path = '', anchor] = target.split('#');
		const linked = path === '' ? file : join(dirname(file), path);
		const isThere = existsSync(join(PACKAGE_FOLDER, linked));
		if (!isThere || (anchor !== undefined && !anchorsOf(await read(linked)).includes(anchor)))
			lost.push(target);
	}

	expect(lost).toEqual([]);
});

test('every picture in the README says what it shows', async () => {
	const pictures = [...(await read('README.md')).matchAll(/!\[(.*?)\]/g)];

	expect(pictures.length).toBeGreaterThan(0);
	for (const [, text = ''] of pictures) expect(text.length).toBeGreaterThan(20);
});

test('every script of package.json that the documents name is there', async () => {
	const { scripts } = z
		.object({ scripts: z.record(z.string(), z.string()) })
		.parse(JSON.parse(await read('package.json')));
	for (const file of ['README.md', 'CONTRIBUTING.md']) {
		const named = [...(await read(file)).matchAll(/npm run (?:--silent )?([\w:-]+)/g)];

		expect(named.length).toBeGreaterThan(0);
		for (const [, name = ''] of named) expect(Object.keys(scripts)).toContain(name);
	}
});

test('the README has at most 2,700 words', async () => {
	expect((await read('README.md')).trim().split(/\s+/).length).toBeLessThanOrEqual(2_700);
});

test('every example is in the README', async () => {
	const readme = await read('README.md');
	const examples = globSync('examples/*.json', { cwd: PACKAGE_FOLDER });

	expect(examples.length).toBeGreaterThan(0);
	expect(examples.filter((file) => !readme.includes(`(${file})`))).toEqual([]);
});

test('a page tells how the tests went in each n8n in which they are run, and nowhere did one fail', async () => {
	const rows = (await read('docs/compatibility.md'))
		.split('\n')
		.filter((line) => /^\| \d/.test(line))
		.map((line) => line.split('|').map((cell) => cell.trim()));

	expect(rows.map(([, version]) => version)).toEqual(listN8nVersions());
	for (const [, , , passed, failed] of rows) {
		expect(Number(passed)).toBeGreaterThan(0);
		expect(failed).toBe('0');
	}
});

describe.each(globSync('nodes/*/*.node.json', { cwd: PACKAGE_FOLDER }))('%s', (file) => {
	test('names its node and categories that n8n has', async () => {
		const { node, categories } = codexSchema.parse(JSON.parse(await read(file)));
		const className = /(\w+)\.node\.json$/.exec(file)?.[1] ?? '';

		expect(node.toLowerCase()).toBe(`n8n-nodes-crmleadpro.${className.toLowerCase()}`);
		expect(categories.length).toBeGreaterThan(0);
		expect(CATEGORIES).toEqual(expect.arrayContaining(categories));
	});

	test('leads to headings of the README', async () => {
		const { resources } = codexSchema.parse(JSON.parse(await read(file)));
		const links = [...resources.primaryDocumentation, ...resources.credentialDocumentation];
		const anchors = anchorsOf(await read('README.md')).map((anchor) => `${README_PAGE}${anchor}`);

		expect(links.length).toBe(2);
		expect(anchors).toEqual(expect.arrayContaining(links.map(({ url }) => url)));
	});
});

test.each(credentials)('$name leads to a heading of the README', async ({ documentationUrl }) => {
	const anchors = anchorsOf(await read('README.md')).map((anchor) => `${README_PAGE}${anchor}`);

	expect(anchors).toContain(documentationUrl);
});
