import { delimiter, dirname } from 'node:path';
import { isAtLeast } from './n8nVersions.mts';

/** Which n8n runs, and what decides where it keeps its data and listens. */
export type N8nPlace = {
	/** E.g. `2.41.1`. */
	readonly version: string;
	/** n8n keeps database, encryption key and community packages in `.n8n` below it. */
	readonly userFolder: string;
	readonly port: number;
	/** The port on which n8n's task runners reach it. */
	readonly brokerPort: number;
};

/**
 * Settings of n8n, npm and jest in the caller's own environment would make runs differ from machine to machine. A
 * proxy would be asked for the sandbox, which only this machine can reach.
 */
const INHERITED =
	/^(N8N_|DB_|QUEUE_|EXECUTIONS_|GENERIC_|WEBHOOK_|npm_|NODE_|JEST_|XDG_|(HTTPS?|ALL)_PROXY$)/i;

/** n8n without calls to the internet and without questions in the editor (docs.n8n.io, "Environment variables"). */
const QUIET_AND_OFFLINE = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_PYTHON_ENABLED: 'false',
	N8N_REINSTALL_MISSING_PACKAGES: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
	N8N_COMMUNITY_PACKAGES_ALLOW_TOOL_USAGE: 'true',
	N8N_SECURE_COOKIE: 'false',
} as const;

/** An n8n that does not have a module does not start with its name here: 2.20 has no `mcp-registry`, 2.30 has. */
function disabledModules(version: string): Record<string, string> {
	return isAtLeast(version, '2.30') ? { N8N_DISABLED_MODULES: 'mcp-registry' } : {};
}

/**
 * The environment of an n8n process that listens on 127.0.0.1 only.
 *
 * @param settings further settings of n8n, which win over these
 */
export function n8nEnvironment(
	{ version, userFolder, port, brokerPort }: N8nPlace,
	settings: Readonly<Record<string, string>> = {},
): Record<string, string> {
	const inherited = Object.entries(process.env).filter(
		(entry): entry is [string, string] => entry[1] !== undefined && !INHERITED.test(entry[0]),
	);
	return {
		...Object.fromEntries(inherited),
		PATH: [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter),
		...QUIET_AND_OFFLINE,
		...disabledModules(version),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_USER_FOLDER: userFolder,
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '5',
		...settings,
	};
}
