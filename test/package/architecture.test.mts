import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, normalize, relative } from 'node:path';

import typescript from 'typescript';

import { PACKAGE_FOLDER } from '../support/n8nCore.mts';

/** What shipped code may import besides its own files. */
const ALLOWED_MODULES = ['n8n-workflow', 'zod', 'node:crypto'];
/** What the build puts into the bundle, and which files may import it. */
const BUNDLED = { file: 'nodes/shared/phone/phoneNumber.ts', module: 'libphonenumber-js' };

const files = globSync('{nodes,credentials}/**/*.ts', { cwd: PACKAGE_FOLDER });
const imports = new Map<string, string[]>();

beforeAll(async () => {
	for (const file of files) {
		const text = await readFile(join(PACKAGE_FOLDER, file), 'utf8');
		const targets = typescript
			.preProcessFile(text)
			.importedFiles.map(({ fileName }) => resolveImport(file, fileName));
		imports.set(file, targets);
	}
});

function resolveImport(file: string, target: string): string {
	if (!target.startsWith('.')) return target;
	const path = normalize(join(dirname(file), target));
	return [`${path}.ts`, `${path}/index.ts`].find((candidate) => files.includes(candidate)) ?? path;
}

function importsOf(prefix: string): Array<[file: string, target: string]> {
	return [...imports]
		.filter(([file]) => file.startsWith(prefix))
		.flatMap(([file, targets]) => targets.map((target): [string, string] => [file, target]));
}

test('every import of shipped code is one of its own files or a module that n8n or the build provides', () => {
	const foreign = importsOf('').filter(
		([file, target]) =>
			!files.includes(target) &&
			!ALLOWED_MODULES.includes(target) &&
			!(file === BUNDLED.file && target.startsWith(`${BUNDLED.module}/`)),
	);

	expect(imports.size).toBeGreaterThan(20);
	expect(foreign).toEqual([]);
});

test('nodes/shared knows no product', () => {
	expect(
		importsOf('nodes/shared/').filter(([, target]) =>
			/^(nodes|credentials)\/(?!shared\/)/.test(target),
		),
	).toEqual([]);
});

test('nodes/shared does not name a product', async () => {
	const naming: string[] = [];
	for (const file of files.filter((path) => path.startsWith('nodes/shared/'))) {
		const text = await readFile(join(PACKAGE_FOLDER, file), 'utf8');
		const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
		if (/crm ?lead ?pro|ysuite/i.test(code)) naming.push(file);
	}

	expect(naming).toEqual([]);
});

test('a product’s files know only their own product and nodes/shared', () => {
	const products = new Set(
		files
			.map((file) => relative('nodes', file).split('/')[0] ?? '')
			.filter((name) => /^[A-Z]/.test(name)),
	);
	for (const product of products) {
		const strangers = importsOf(`nodes/${product}/`).filter(
			([, target]) =>
				target.startsWith('nodes/') &&
				!target.startsWith('nodes/shared/') &&
				!target.startsWith(`nodes/${product}/`) &&
				!target.startsWith(`nodes/${product.replace(/(?:Polling)?Trigger$/, '')}/`),
		);
		expect(strangers).toEqual([]);
	}
});

/** Rooms of nodes/shared that have one door, their `index.ts`. */
const ROOMS = ['fields', 'http', 'matching', 'operation', 'phone'];

test('products enter a room of nodes/shared by its door alone', () => {
	const isBehindDoor = (target: string): boolean =>
		ROOMS.some(
			(room) =>
				target.startsWith(`nodes/shared/${room}/`) && target !== `nodes/shared/${room}/index.ts`,
		);
	const strangers = importsOf('nodes/').filter(
		([file, target]) => !file.startsWith('nodes/shared/') && isBehindDoor(target),
	);

	expect(strangers).toEqual([]);
});

test('receiving events and registering webhooks meet in files of the trigger alone', () => {
	const trigger = 'nodes/CrmLeadProTrigger';
	const between = (one: string, other: string) =>
		importsOf(`${trigger}/${one}/`).filter(([, target]) =>
			target.startsWith(`${trigger}/${other}/`),
		);

	expect(importsOf(`${trigger}/receiving/`)).not.toEqual([]);
	expect(between('receiving', 'registering')).toEqual([]);
	expect(importsOf(`${trigger}/registering/`)).not.toEqual([]);
	expect(between('registering', 'receiving')).toEqual([]);
});

/** Lines that a reader can keep in view. */
const LONGEST_FUNCTION = 70;

test('no function of shipped code is longer than 70 lines', async () => {
	const lengths: Array<[file: string, line: number, length: number]> = [];
	for (const file of files) {
		const text = await readFile(join(PACKAGE_FOLDER, file), 'utf8');
		const source = typescript.createSourceFile(file, text, typescript.ScriptTarget.Latest);
		const lineAt = (position: number) => source.getLineAndCharacterOfPosition(position).line + 1;
		const visit = (node: typescript.Node): void => {
			if (typescript.isFunctionLike(node)) {
				const first = lineAt(node.getStart(source));
				lengths.push([file, first, lineAt(node.end) - first + 1]);
			}
			typescript.forEachChild(node, visit);
		};
		visit(source);
	}

	expect(lengths.length).toBeGreaterThan(500);
	expect(lengths.filter(([, , length]) => length > LONGEST_FUNCTION)).toEqual([]);
});

test('no file imports itself, directly or in a circle', () => {
	const circles: string[] = [];
	const visited = new Set<string>();
	const visit = (file: string, path: string[]): void => {
		if (path.includes(file)) {
			circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
			return;
		}
		// What a file leads to has been followed once: every way to it would take seconds.
		if (visited.has(file)) return;
		visited.add(file);
		for (const target of imports.get(file) ?? []) visit(target, [...path, file]);
	};
	for (const file of files) visit(file, []);

	expect(circles).toEqual([]);
});

test('.node.ts files hold no logic: no branch, no loop, no function of their own', async () => {
	for (const file of files.filter((path) => path.endsWith('.node.ts'))) {
		const text = await readFile(join(PACKAGE_FOLDER, file), 'utf8');
		expect(text).not.toMatch(/\b(if|for|while|switch|try|function)\b\s*[({]/);
	}
});

test('what goes into n8n’s log or its hints is made plain text first', async () => {
	const calls: string[] = [];
	for (const file of files) {
		const text = await readFile(join(PACKAGE_FOLDER, file), 'utf8');
		const found = text.matchAll(/(?:logger\.\w+|addExecutionHints\?\.)\(\s*([^(]*\()/g);
		for (const [call] of found) calls.push(call);
	}

	expect(calls.length).toBeGreaterThanOrEqual(6);
	for (const call of calls) expect(call).toMatch(/(?:toLogLine|toPlainText)\($/);
});
