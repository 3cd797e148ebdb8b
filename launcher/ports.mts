import { isPortFree } from './freePort.mts';
import { LauncherError } from './launcherError.mts';

const HIGHEST_PORT = 65_535;

/**
 * Reads a port from an environment variable.
 *
 * @throws LauncherError when it is no port
 */
export function portFrom(variable: string, standard: number): number {
	const text = process.env[variable];
	if (text === undefined || text === '') return standard;
	const port = Number(text);
	if (Number.isInteger(port) && port > 0 && port <= HIGHEST_PORT) return port;
	throw new LauncherError(
		`${variable} is "${text}", which is no port.`,
		`Set it to a number from 1 to ${HIGHEST_PORT}, e.g. ${variable}=${standard}`,
	);
}

/** @throws LauncherError that names the port and the variable to choose another with, when it is in use */
export async function assertPortFree(port: number, variable: string): Promise<void> {
	if (await isPortFree(port)) return;
	throw new LauncherError(
		`Port ${port} is in use.`,
		`Choose another with the environment variable ${variable}, e.g. ${variable}=${port + 1}`,
	);
}
