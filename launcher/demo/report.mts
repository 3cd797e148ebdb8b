import { LauncherError } from '../launcherError.mts';

/** What came of a part of the demonstration. */
export type Report = {
	/** For a person. */
	readonly text: string;
	/** The differences between what was asked for and what the sandbox holds, none when all is well. */
	readonly problems: readonly string[];
};

/**
 * The text of a report without problems.
 *
 * @throws LauncherError with the text and the problems when there are some
 */
export function readGoodReport({ text, problems }: Report): string {
	if (problems.length === 0) return text;
	throw new LauncherError(
		`The sandbox does not hold what the workflow was asked for:\n\n${text}`,
		problems.map((problem) => `  ✗ ${problem}`).join('\n'),
	);
}
