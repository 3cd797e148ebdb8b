/**
 * `npm test`: lint, types, build and all tests but the end-to-end ones. `npm test -- lead` runs the test files with
 * "lead" in their names, on a quick build, and checks nothing else.
 */
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { buildQuickly } from './packageFiles.mts';
import { planTestRun } from './testPlan.mts';

const PROJECT_FOLDER = dirname(import.meta.dirname);

/** Runs a script of package.json, and ends this process with its exit code where that is not 0. */
function runScript(name: string, scriptArguments: readonly string[] = []): void {
	const { status, error } = spawnSync('npm', ['run', '--silent', name, '--', ...scriptArguments], {
		cwd: PROJECT_FOLDER,
		stdio: 'inherit',
	});
	if (error !== undefined) throw error;
	if (status !== 0) process.exit(status ?? 1);
}

const { checks, buildsQuickly, jestArguments } = planTestRun(process.argv.slice(2));
for (const check of checks) runScript(check);
if (buildsQuickly) await buildQuickly(PROJECT_FOLDER);
runScript('jest', jestArguments);
