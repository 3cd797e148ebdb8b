/** `npm run lint:shipped`: n8n's own lint of the shipped code, which may not even warn. */
import { dirname } from 'node:path';
import { execa } from 'execa';

/** The end of what eslint says where there is something, e.g. `(0 errors, 1 warning)`. */
const WARNED = /, [1-9]\d* warnings?\)/;

const { all, exitCode } = await execa('n8n-node', ['lint'], {
	cwd: dirname(import.meta.dirname),
	preferLocal: true,
	stdin: 'ignore',
	all: true,
	reject: false,
});
if (all.trim() !== '') process.stdout.write(`${all}\n`);
process.exitCode = exitCode === 0 && WARNED.test(all) ? 1 : (exitCode ?? 1);
