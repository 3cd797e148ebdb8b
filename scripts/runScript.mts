import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { execa } from 'execa';

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

/**
 * Runs scripts of package.json at once, shows what each says when it has ended, and, after all of them, ends this process
 * with the exit code of one that failed.
 */
export async function mustRunAtOnce(names: readonly string[]): Promise<void> {
	const run = async (name: string): Promise<number> => {
		const { all, exitCode } = await execa('npm', ['run', '--silent', name], {
			cwd: PROJECT_FOLDER,
			stdin: 'ignore',
			all: true,
			reject: false,
		});
		if (all !== '') process.stdout.write(`${all}\n`);
		return exitCode ?? 1;
	};
	const failed = (await Promise.all(names.map(run))).find((exitCode) => exitCode !== 0);
	if (failed !== undefined) process.exit(failed);
}
