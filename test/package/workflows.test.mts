import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { format } from 'prettier';
import { z } from 'zod/v4';

import { listN8nVersions } from '../../launcher/n8nVersions.mts';
import { PACKAGE_FOLDER } from '../support/n8nCore.mts';

const FOLDER = join(PACKAGE_FOLDER, '.github/workflows');
const files = globSync('*.yml', { cwd: FOLDER });

const matches = (text: string, pattern: RegExp) =>
	[...text.matchAll(pattern)].map(([, found = '']) => found);

test('there is a workflow for each change and one for publishing', () => {
	expect(files.toSorted()).toEqual(['ci.yml', 'publish.yml']);
});

test('each change is tested in the oldest and the newest n8n, and each month in all of them', async () => {
	const text = await readFile(join(FOLDER, 'ci.yml'), 'utf8');
	const lists = matches(text, /'(\["\d[^\]]*\])'/g).map((list): unknown => JSON.parse(list));
	const versions = listN8nVersions();

	expect(lists).toEqual([versions, [versions[0], versions.at(-1)]]);
	expect(matches(text, /- cron: '(\d+ \d+ 1 \* \*)'/g)).toHaveLength(1);
	// What stands before the list of all versions chooses it.
	expect(text.slice(0, text.indexOf(JSON.stringify(versions).replaceAll(',', ', ')))).toMatch(
		/contains\(fromJSON\('\["schedule", "workflow_dispatch"\]'\), github\.event_name\)\s+&& '$/,
	);
});

describe.each(files)('%s', (file) => {
	let text: string;

	beforeAll(async () => {
		text = await readFile(join(FOLDER, file), 'utf8');
	});

	test('is YAML', async () => {
		await expect(format(text, { parser: 'yaml' })).resolves.not.toBe('');
		await expect(format(`${text}\n  ]`, { parser: 'yaml' })).rejects.toThrow(SyntaxError);
	});

	test('names only scripts that are there', async () => {
		const manifest = await readFile(join(PACKAGE_FOLDER, 'package.json'), 'utf8');
		const { scripts } = z
			.object({ scripts: z.record(z.string(), z.string()) })
			.parse(JSON.parse(manifest));
		const named = [
			...matches(text, /\bnpm run (?:--silent )?([\w:]+)/g),
			...matches(text, /\bnpm (test|start)\b/g),
		];
		const programs = matches(text, /\bnode (\S+\.mts)/g);

		expect(named).toContain('test');
		expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
		expect(globSync(programs, { cwd: PACKAGE_FOLDER })).toHaveLength(programs.length);
	});

	test('runs only actions whose very commit is named', () => {
		const actions = matches(text, /\buses: (\S+)/g);

		expect(actions.length).toBeGreaterThan(0);
		expect(actions.filter((action) => !/^actions\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
	});

	test('puts nothing that others can choose into a command', () => {
		const commands = matches(text, /\brun: (\|\n(?: {10,}.*\n)+|.*)/g);

		expect(commands.length).toBeGreaterThan(0);
		expect(commands.filter((command) => command.includes('${{'))).toEqual([]);
	});
});
