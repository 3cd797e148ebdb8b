import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

import { z } from 'zod/v4';

import { PACKAGE_FOLDER } from '../support/n8nCore.mts';

const execute = promisify(execFile);
const DIST = join(PACKAGE_FOLDER, 'dist');

/** What n8n does at its start; prints the files of the package that it took. */
const START = `
const { n8n } = require('./package.json');
for (const file of [...n8n.nodes, ...n8n.credentials]) {
	for (const Class of Object.values(require('./' + file))) new Class();
}
const loaded = Object.keys(require.cache).filter((path) => path.startsWith(${JSON.stringify(DIST)}));
process.stdout.write(JSON.stringify(loaded));
`;

test("at n8n's start neither the code of runs nor the phone library is loaded", async () => {
	const { stdout } = await execute(process.execPath, ['-e', START], { cwd: PACKAGE_FOLDER });
	const loaded = z.array(z.string()).parse(JSON.parse(stdout));
	const shared = loaded.map((path) => basename(path)).filter((name) => !name.includes('.node.'));

	expect(shared.toSorted()).toEqual([
		'CrmLeadProApi.credentials.js',
		'YSuiteApi.credentials.js',
		'package.js',
		'shared.js',
	]);
});

test('all that stands for the code of runs until it is loaded are functions', () => {
	const require = createRequire(import.meta.url);
	const { __esModule: marker, ...exported } = z
		.looseObject({ __esModule: z.literal(true) })
		.parse(require(join(DIST, 'run.js')));

	expect(marker).toBe(true);
	expect(Object.keys(exported)).toContain('createClient');
	expect(Object.entries(exported).filter(([, value]) => typeof value !== 'function')).toEqual([]);
	const classes = Object.values(exported).filter((value) => /^class\b/.test(String(value)));
	expect(classes).toEqual([]);
});
