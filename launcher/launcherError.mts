/**
 * A failure that the person at the terminal can mend. `message` says what happened, `remedy` what to do;
 * it is printed without a stack trace.
 */
export class LauncherError extends Error {
	readonly remedy: string;

	constructor(message: string, remedy: string, options?: ErrorOptions) {
		super(message, options);
		this.name = 'LauncherError';
		this.remedy = remedy;
	}
}

/**
 * Prints a failure to standard error: a {@link LauncherError} as its message and remedy, anything else with its
 * stack trace, because then it is a defect of the launcher.
 */
export function printFailure(error: unknown): void {
	if (error instanceof LauncherError) {
		process.stderr.write(`\n✗ ${error.message}\n\n${error.remedy}\n`);
		return;
	}
	process.stderr.write(`\n${error instanceof Error ? String(error.stack) : String(error)}\n`);
}
