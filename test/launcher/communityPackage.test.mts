import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';

import {
	installCommunityPackage,
	packFolder,
	packPackage,
} from '../../launcher/communityPackage.mts';
import { PACKAGE_FOLDER } from '../support/n8nCore.mts';

let folder: string;
let tarball: string;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'crmleadpro-tarball-'));
	const source = join(folder, 'source');
	await mkdir(source);
	await writeFile(join(source, 'package.json'), '{"name":"tested-package","version":"7.8.9"}');
	tarball = await packFolder(source, join(folder, 'given'));
});

afterEach(async () => {
	await rm(folder, { recursive: true, force: true });
});

test('the tarball that TESTED_TARBALL names is the one that is installed, and stays as it is', async () => {
	const before = await readFile(tarball);
	const packed = await packPackage(join(folder, 'packed'), { TESTED_TARBALL: tarball });
	await installCommunityPackage(packed, folder);

	const installed = join(folder, '.n8n/nodes/node_modules/tested-package/package.json');
	expect(JSON.parse(await readFile(installed, 'utf8'))).toMatchObject({ version: '7.8.9' });
	expect((await readFile(tarball)).equals(before)).toBe(true);
});

test('TESTED_TARBALL may lead from the project’s folder', async () => {
	const path = relative(PACKAGE_FOLDER, tarball);

	expect(await packPackage(folder, { TESTED_TARBALL: path })).toBe(tarball);
});

test('a tarball that is not there is named, and what to do', async () => {
	const missing = join(folder, 'missing.tgz');

	await expect(packPackage(folder, { TESTED_TARBALL: missing })).rejects.toMatchObject({
		message: `There is no tarball ${missing}.`,
		remedy: expect.stringContaining('TESTED_TARBALL') as unknown,
	});
});

test.each([{}, { TESTED_TARBALL: '' }])(
	'without one, with %j, the package is packed',
	async (environment) => {
		const packed = await packPackage(join(folder, 'packed'), environment);

		expect(basename(packed)).toMatch(/^n8n-nodes-crmleadpro-.*\.tgz$/);
	},
);
