import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';

const PROJECT_FOLDER = dirname(import.meta.dirname);

/**
 * Runs a script of package.json and shows what it says.
 *
 * @param environment added to the environment of this process
 * @returns its exit code
 */
export function runScript(
	name: string,
	scriptArguments: readonly string[] = [],
	environment: Readonly<Record<string, string>> = {},
): number {
	const { status, error } = spawnSync('npm', ['run', '--silent', name, '--', ...scriptArguments], {
		cwd: PROJECT_FOLDER,
		stdio: 'inherit',
		env: { ...process.env, ...environment },
	});
	if (error !== undefined) throw error;
	return status ?? 1;
}

/** Runs a script of package.json, and ends this process with its exit code where that is not 0. */
export function mustRunScript(...call: Parameters<typeof runScript>): void {
	const exitCode = runScript(...call);
	if (exitCode !== 0) process.exit(exitCode);
}
