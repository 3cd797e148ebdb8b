import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { chmod, cp, mkdtemp, readFile, rm, stat, symlink, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { z } from 'zod/v4';

import { PACKAGE_FOLDER } from '../support/n8nCore.mts';

const execute = promisify(execFile);

const packedSchema = z.tuple([z.object({ filename: z.string() })]);
const NOT_COPIED = /^(node_modules|dist|coverage|\.git)(\/|$)/;

/** How a copy of the sources came onto a machine. */
type Checkout = { readonly name: string; readonly umask: number; readonly changedAt: Date };

let folder: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'crmleadpro-reproducible-'));
});

afterAll(async () => {
	await rm(folder, { recursive: true, force: true });
});

/** Builds and packs a copy of the sources, and returns the tarball. */
async function pack({ name, umask, changedAt }: Checkout): Promise<Buffer> {
	const copy = join(folder, name);
	await cp(PACKAGE_FOLDER, copy, {
		recursive: true,
		filter: (path) => !NOT_COPIED.test(path.slice(PACKAGE_FOLDER.length + 1)),
	});
	for (const path of globSync('**/*', { cwd: copy })) {
		const isFolder = (await stat(join(copy, path))).isDirectory();
		await chmod(join(copy, path), (isFolder ? 0o777 : 0o666) & ~umask);
		await utimes(join(copy, path), changedAt, changedAt);
	}
	await symlink(join(PACKAGE_FOLDER, 'node_modules'), join(copy, 'node_modules'));
	const script = `umask ${umask.toString(8)} && npm run --silent build >&2 && npm pack --json`;
	const { stdout } = await execute('sh', ['-c', script], { cwd: copy });
	const [{ filename }] = packedSchema.parse(JSON.parse(stdout));
	return await readFile(join(copy, filename));
}

test('two builds of the same sources give the same tarball, to the byte, wherever they lie, under another umask and with other times', async () => {
	const [first, second] = await Promise.all([
		pack({ name: 'first', umask: 0o022, changedAt: new Date('2026-01-01T00:00:00Z') }),
		pack({ name: 'elsewhere/second', umask: 0o077, changedAt: new Date('2001-09-09T01:46:40Z') }),
	]);

	expect(first.length).toBeGreaterThan(10_000);
	expect(first.equals(second)).toBe(true);
}, 180_000);
