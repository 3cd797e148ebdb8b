declare module 'gulp' {
	/**
	 * Runs a task when files change that match the patterns; changes during a run lead to one more.
	 *
	 * @param patterns with slashes, also on Windows
	 */
	export function watch(
		patterns: readonly string[],
		options: { cwd: string; delay: number },
		task: () => Promise<void>,
	): unknown;
}
