import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** What the npm of a test does instead of fetching n8n. */
export type FakeNpm = {
	/** Its own folder, below which a test may install. */
	readonly folder: string;
	/** An environment in which `npm` is this one. */
	readonly environment: { PATH: string; FAKE_NPM_FOLDER: string };
	/** The commands it was called with, in their order. */
	commands(): Promise<string[]>;
	/** Lets it fail with this text, or work again. */
	failWith(text: string | null): Promise<void>;
	/** Lets each command take so long. */
	takeSeconds(seconds: number): Promise<void>;
	/** Removes its folder. */
	remove(): Promise<void>;
};

const SCRIPT = `#!/bin/sh
echo "$1" >> "$FAKE_NPM_FOLDER/commands"
sleep "$(cat "$FAKE_NPM_FOLDER/seconds")"
if [ -e "$FAKE_NPM_FOLDER/failure" ]; then cat "$FAKE_NPM_FOLDER/failure" >&2; exit 1; fi
mkdir -p node_modules/n8n/bin && touch node_modules/n8n/bin/n8n "node_modules/made-by-$1"
`;

/** Makes an npm that leaves an empty n8n behind at once. */
export async function createFakeNpm(): Promise<FakeNpm> {
	const folder = await mkdtemp(join(tmpdir(), 'fake-npm-'));
	const commandFile = join(folder, 'commands');
	const failureFile = join(folder, 'failure');
	await mkdir(join(folder, 'bin'));
	await writeFile(join(folder, 'bin', 'npm'), SCRIPT);
	await chmod(join(folder, 'bin', 'npm'), 0o755);
	await writeFile(commandFile, '');
	await writeFile(join(folder, 'seconds'), '0');
	return {
		folder,
		environment: {
			PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH ?? ''}`,
			FAKE_NPM_FOLDER: folder,
		},
		commands: async () => (await readFile(commandFile, 'utf8')).split('\n').filter(Boolean),
		failWith: async (text) => {
			await (text === null ? rm(failureFile, { force: true }) : writeFile(failureFile, text));
		},
		takeSeconds: (seconds) => writeFile(join(folder, 'seconds'), String(seconds)),
		remove: () => rm(folder, { recursive: true, force: true, maxRetries: 10 }),
	};
}
