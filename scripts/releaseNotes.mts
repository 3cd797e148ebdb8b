const RELEASED_VERSION = /^\d+\.\d+\.\d+$/;
const HEADING = /^## \[(.+?)\](?: - (\d{4}-\d{2}-\d{2}))?$/;

/** What a release is made of. */
export type Release = {
	/** The tag in git, e.g. `v1.2.0`. */
	readonly tag: string;
	/** `version` of package.json, e.g. `1.2.0`. */
	readonly version: string;
	/** The text of CHANGELOG.md, in the form of https://keepachangelog.com. */
	readonly changelog: string;
};

/**
 * What the changelog says about a release.
 *
 * @returns the text of the version's section, without its heading
 * @throws Error that says what to mend, when the tag is not the version, the version is one that npm would not offer
 * as the newest, such as `1.0.0-beta.1`, or the changelog has no section with a date and a text for it
 */
export function releaseNotes({ tag, version, changelog }: Release): string {
	if (!RELEASED_VERSION.test(version))
		throw new Error(`Version ${version} is not of the form 1.2.3. Change it in package.json.`);
	if (tag !== `v${version}`)
		throw new Error(
			`Tag ${tag} is not version ${version} of package.json. Tag v${version}, or change the version.`,
		);
	const lines = changelog.split(/\r?\n/);
	const start = lines.findIndex((line) => HEADING.exec(line)?.[1] === version);
	if (start < 0)
		throw new Error(`CHANGELOG.md has no section "## [${version}] - YYYY-MM-DD". Write it.`);
	if (HEADING.exec(lines[start] ?? '')?.[2] === undefined)
		throw new Error(`Section [${version}] of CHANGELOG.md has no date. Add " - YYYY-MM-DD".`);
	const section = lines.slice(start + 1);
	const end = section.findIndex((line) => line.startsWith('## '));
	const notes = (end < 0 ? section : section.slice(0, end)).join('\n').trim();
	if (notes === '')
		throw new Error(`Section [${version}] of CHANGELOG.md is empty. Say what has changed.`);
	return notes;
}
