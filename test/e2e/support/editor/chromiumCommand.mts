import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

async function isExecutable(file: string): Promise<boolean> {
	try {
		await access(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

/**
 * Finds the browser of this machine: `CHROME_PATH`, else the first of Chromium's and Chrome's commands on the `PATH`.
 *
 * @throws Error that says what to install when there is none
 */
export async function findChromium(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
	const { CHROME_PATH = '', PATH = '' } = environment;
	if (CHROME_PATH !== '') return CHROME_PATH;
	for (const command of COMMANDS) {
		for (const folder of PATH.split(delimiter)) {
			const file = join(folder, command);
			if (await isExecutable(file)) return file;
		}
	}
	throw new Error(
		'The tests of the editor need Chromium. Install it (on Debian: apt-get install chromium), or say where a Chrome is: CHROME_PATH=/path/to/chrome npm run test:e2e',
	);
}
