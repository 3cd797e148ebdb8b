/**
 * `node scripts/checkRelease.mts v1.2.0`: prints what the changelog says about a release, or ends with exit code 1
 * where tag, package.json and changelog do not fit together.
 */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod/v4';
import { releaseNotes } from './releaseNotes.mts';

const PROJECT_FOLDER = dirname(import.meta.dirname);

const [tag = ''] = process.argv.slice(2);
const manifest = await readFile(join(PROJECT_FOLDER, 'package.json'), 'utf8');
const { version } = z.object({ version: z.string() }).parse(JSON.parse(manifest));
const changelog = await readFile(join(PROJECT_FOLDER, 'CHANGELOG.md'), 'utf8');
try {
	process.stdout.write(`${releaseNotes({ tag, version, changelog })}\n`);
} catch (error) {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
}
