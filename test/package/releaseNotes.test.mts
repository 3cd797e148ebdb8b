import { releaseNotes } from '../../scripts/releaseNotes.mts';

const changelog = `# Changelog

## [Unreleased]

- Not yet.

## [1.10.0] - 2026-03-01

### Added

- A node.

### Fixed

- A [link](README.md).

## [1.1.0] - 2026-02-01

- The first.

## [1.0.1]

- Without a date.

## [1.0.0] - 2026-01-01
`;

test.each([
	{
		version: '1.10.0',
		notes: '### Added\n\n- A node.\n\n### Fixed\n\n- A [link](README.md).',
	},
	{ version: '1.1.0', notes: '- The first.' },
])('the text of release $version is its section of the changelog', ({ version, notes }) => {
	expect(releaseNotes({ tag: `v${version}`, version, changelog })).toBe(notes);
	const withWindowsLineEnds = changelog.replaceAll('\n', '\r\n');
	expect(releaseNotes({ tag: `v${version}`, version, changelog: withWindowsLineEnds })).toBe(notes);
});

test('the last section of a changelog reaches to its end', () => {
	const text = '## [2.0.0] - 2026-04-01\n\n- All new.';

	expect(releaseNotes({ tag: 'v2.0.0', version: '2.0.0', changelog: text })).toBe('- All new.');
});

test.each([
	{ tag: 'v1.1.0', version: '1.10.0', says: 'Tag v1.1.0 is not version 1.10.0' },
	{ tag: '1.10.0', version: '1.10.0', says: 'Tag 1.10.0 is not version 1.10.0' },
	{ tag: '', version: '1.10.0', says: 'is not version 1.10.0' },
	{ tag: 'v1.10.0-beta.1', version: '1.10.0-beta.1', says: '1.10.0-beta.1 is not of the form' },
	{ tag: 'v1.1.1', version: '1.1.1', says: 'no section "## [1.1.1]' },
	{ tag: 'v1.0.1', version: '1.0.1', says: 'has no date' },
	{ tag: 'v1.0.0', version: '1.0.0', says: 'is empty' },
])('tag $tag for version $version is refused: $says', ({ tag, version, says }) => {
	expect(() => releaseNotes({ tag, version, changelog })).toThrow(says);
});
