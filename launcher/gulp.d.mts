declare module 'gulp' {
	import type { EventEmitter } from 'node:events';

	/**
	 * Runs a task when files change that match the patterns; changes during a run lead to one more.
	 *
	 * @param patterns with slashes, also on Windows
	 * @returns emits `ready` when no change is missed any more
	 */
	export function watch(
		patterns: readonly string[],
		options: { cwd: string; delay: number },
		task: () => Promise<void>,
	): EventEmitter;
}
