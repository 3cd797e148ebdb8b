import { LauncherError } from './launcherError.mts';
import { OTHER_CACHE_FOLDER } from './cacheFolder.mts';

const LAST_LINES = 15;

/** How npm and node-gyp report the failures that a person can do something about, the first match counts. */
const KNOWN_FAILURES: ReadonlyArray<{ pattern: RegExp; message: string; remedy: string }> = [
	{
		pattern: /ENOSPC/,
		message: 'The disk is full: n8n needs about 4 GB while it is installed.',
		remedy: `Free some space and start again; what was half done is removed then.\n${OTHER_CACHE_FOLDER}`,
	},
	{
		pattern: /EACCES|EPERM|EROFS/,
		message: 'npm was not allowed to write.',
		remedy: `Look at the owner of the folder named below, and of npm's own cache (npm config get cache).\n${OTHER_CACHE_FOLDER}`,
	},
	{
		pattern:
			/not found: make|ERR! find (Python|VS)|No Xcode|\b(make|g\+\+|c\+\+|cc): (command )?not found|(g\+\+|c\+\+|cc): No such file|No module named 'distutils'/,
		message:
			"n8n's SQLite driver has to be compiled here, as no ready-made one could be fetched, and the tools for it are missing.",
		remedy:
			'Install a C++ compiler, make and Python 3, then start again:\n' +
			'  Debian, Ubuntu   sudo apt-get install build-essential python3 python3-setuptools\n' +
			'  Fedora           sudo dnf install gcc-c++ make python3 python3-setuptools\n' +
			'  macOS            xcode-select --install',
	},
	{
		pattern: /gyp ERR! (build error|configure error)|make: \*\*\*/,
		message: "n8n's SQLite driver could not be compiled.",
		remedy:
			'Look for "error:" in the output named below. A C++17 compiler, make and Python 3 with setuptools are needed.',
	},
	{
		pattern:
			/ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET_TIMEOUT/,
		message: 'The npm registry cannot be reached, and n8n has to be fetched from there once.',
		remedy:
			'Check the network connection. Behind a proxy, set HTTPS_PROXY=http://host:port; for a registry mirror, npm config set registry.\nThen start again.',
	},
	{
		pattern: /E401|E403|ENEEDAUTH/,
		message: 'The npm registry refused the request.',
		remedy: 'Check the registry and its login: npm config get registry, npm whoami.',
	},
];

/**
 * Turns the output of a failed npm command into words about what happened and the way out.
 *
 * @param output what npm wrote, standard output and standard error
 * @param context what was attempted, e.g. "Installing n8n 2.41.1"
 * @param logFile where the whole output is kept
 */
export function explainNpmFailure(output: string, context: string, logFile: string): LauncherError {
	const known = KNOWN_FAILURES.find(({ pattern }) => pattern.test(output));
	const lastLines = output.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
	return new LauncherError(
		`${context} failed. ${known?.message ?? 'npm said:'}`,
		known
			? `${known.remedy}\n\nThe whole output is in ${logFile}`
			: `${lastLines}\n\nThe whole output is in ${logFile}`,
	);
}
