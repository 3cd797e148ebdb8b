import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { z } from 'zod/v4';

import { PACKAGE_FOLDER } from '../support/n8nCore.mts';
import { credentials, nodes } from './support/describedTexts.mts';

const execute = promisify(execFile);

const scanSchema = z.object({
	passed: z.boolean(),
	files: z.number(),
	messages: z.array(z.string()),
});
const manifestSchema = z.looseObject({
	files: z.array(z.string()),
	n8n: z.looseObject({
		strict: z.boolean(),
		nodes: z.array(z.string()),
		credentials: z.array(z.string()),
	}),
	peerDependencies: z.record(z.string(), z.string()),
	scripts: z.record(z.string(), z.string()),
});
const packedSchema = z.array(
	z.object({
		filename: z.string(),
		size: z.number(),
		files: z.array(z.object({ path: z.string() })),
	}),
);

const iconSchema = z.object({ light: z.string(), dark: z.string() });

/** Icons, with the folder from which their paths lead. */
const namedIcons = [
	...nodes.map(({ description: { icon, name } }) => ({
		icon,
		sourceFolder: `nodes/${name.charAt(0).toUpperCase()}${name.slice(1)}`,
	})),
	...credentials.map(({ icon }) => ({ icon, sourceFolder: 'credentials' })),
];

let folder: string;
let packed: z.infer<typeof packedSchema>[number];

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'crmleadpro-package-'));
	const { stdout } = await execute('npm', ['pack', '--json', '--pack-destination', folder], {
		cwd: PACKAGE_FOLDER,
	});
	const [first] = packedSchema.parse(JSON.parse(stdout));
	if (first === undefined) throw new Error('npm packed nothing');
	packed = first;
	await mkdir(join(folder, 'unpacked'));
	await execute('tar', ['-xzf', join(folder, packed.filename), '-C', join(folder, 'unpacked')]);
}, 60_000);

afterAll(async () => {
	await rm(folder, { recursive: true, force: true });
});

async function scan(target: string, part: string) {
	const script = join(PACKAGE_FOLDER, 'test/support/scanPackage.mts');
	// Some of the rules behave otherwise where NODE_ENV says that they are being tested themselves. The scanner leaves a
	// temporary folder behind.
	const env = { ...process.env, NODE_ENV: 'production', TMPDIR: folder };
	const { stdout } = await execute(process.execPath, [script, target, part], { env });
	return scanSchema.parse(JSON.parse(stdout));
}

describe('n8n’s official scan', () => {
	test('finds no error and no warning in the sources', async () => {
		const { passed, messages, files } = await scan(PACKAGE_FOLDER, 'sources');

		expect(messages).toEqual([]);
		expect(passed).toBe(true);
		expect(files).toBeGreaterThan(6);
	}, 60_000);

	test('finds no error and no warning in the tarball', async () => {
		const { passed, messages, files } = await scan(join(folder, 'unpacked/package'), 'tarball');

		expect(messages).toEqual([]);
		expect(passed).toBe(true);
		expect(files).toBeGreaterThan(6);
	}, 60_000);
});

describe('the tarball', () => {
	test('holds the built package, its readme and its licence, and nothing else', () => {
		const paths = packed.files.map(({ path }) => path);
		const others = paths.filter((path) => !path.startsWith('dist/'));

		expect(others.toSorted()).toEqual(['LICENSE.md', 'README.md', 'package.json']);
		expect(paths.filter((path) => /\.(ts|mts|map|tsbuildinfo)$/.test(path))).toEqual([]);
		expect(paths.filter((path) => /sandbox|test|launcher/.test(path))).toEqual([]);
	});

	test('holds of each node its entry and codex, of each credential its entry, the code in three files, the phone library in another, the icons, and no dead file', async () => {
		const paths = packed.files.map(({ path }) => path).filter((path) => path.startsWith('dist/'));
		const { n8n } = await readManifest();
		const icons = ['crmLeadPro', 'ySuite'].flatMap((icon) => [
			`dist/icons/${icon}.svg`,
			`dist/icons/${icon}.dark.svg`,
		]);

		expect(paths.toSorted()).toEqual(
			[
				'dist/package.js',
				'dist/phoneNumbers.js',
				'dist/run.js',
				'dist/shared.js',
				...n8n.nodes,
				...n8n.nodes.map((node) => node.replace(/\.js$/, '.json')),
				...n8n.credentials,
				...icons,
			].toSorted(),
		);
	});

	test('holds the two icons that each node and credential names, which differ', async () => {
		for (const { icon, sourceFolder } of namedIcons) {
			const { light, dark } = iconSchema.parse(icon);
			const [lightIcon, darkIcon] = await Promise.all(
				[light, dark].map(
					async (file) =>
						await readFile(
							join(folder, 'unpacked/package/dist', sourceFolder, file.replace(/^file:/, '')),
							'utf8',
						),
				),
			);

			expect(lightIcon).toMatch(/^<svg[^>]* viewBox="0 0 (\d+) \1"/);
			expect(darkIcon).toMatch(/^<svg[^>]* viewBox="0 0 (\d+) \1"/);
			expect(darkIcon).not.toBe(lightIcon);
		}
	});

	test('is at most 120 kB', () => {
		expect(packed.size).toBeLessThanOrEqual(120_000);
	});
});

async function readManifest() {
	const text = await readFile(join(PACKAGE_FOLDER, 'package.json'), 'utf8');
	return manifestSchema.parse(JSON.parse(text));
}

test('package.json is what a verified community node needs', async () => {
	const manifest = await readManifest();

	expect(manifest).toMatchObject({
		name: 'n8n-nodes-crmleadpro',
		license: 'MIT',
		files: ['dist'],
		peerDependencies: { 'n8n-workflow': '*' },
		n8n: { n8nNodesApiVersion: 1, strict: true },
		description: expect.stringContaining('n8n') as unknown,
		author: {
			name: expect.any(String) as unknown,
			email: expect.stringMatching(/^\S+@\S+$/) as unknown,
		},
		homepage: expect.stringMatching(/^https:/) as unknown,
		repository: { type: 'git', url: expect.stringMatching(/^git\+https:/) as unknown },
	});
	expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	for (const path of [...manifest.n8n.nodes, ...manifest.n8n.credentials])
		expect(path).toMatch(/^dist\//);
	expect(manifest.keywords).toContain('n8n-community-node-package');
	for (const kind of ['dependencies', 'optionalDependencies', 'bundledDependencies', 'overrides'])
		expect(manifest).not.toHaveProperty(kind);
	const lifecycleScripts = Object.keys(manifest.scripts).filter((name) =>
		/^(pre|post)?(install|prepare|publish)/.test(name),
	);
	expect(lifecycleScripts).toEqual([]);
});
