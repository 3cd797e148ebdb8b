import { parseArgs } from 'node:util';
import { controlPath, openSandbox, type RunningSandbox } from './server.mts';

const usage = `Usage: npm run sandbox -- [options]

  --port <number>         4010 by default, 0 for any free port
  --host <address>        127.0.0.1 by default
  --workspace-key <key>   the API key of the demo workspace
  --json                  print the addresses as one line of JSON
  --exit-with-parent      end when the IPC channel closes, without one standard input
`;

const options = {
	port: { type: 'string', default: '4010' },
	host: { type: 'string', default: '127.0.0.1' },
	'workspace-key': { type: 'string', default: 'crmlp_live_sandbox_demo' },
	json: { type: 'boolean', default: false },
	'exit-with-parent': { type: 'boolean', default: false },
	help: { type: 'boolean', default: false },
} as const;

function readable({ origin, otherOrigin, demo, demoOrganisation }: RunningSandbox): string {
	return `CRMLead Pro sandbox
  Base URL   ${demo.baseUrl}
  API key    ${demo.apiKey}
YSUITE sandbox
  Base URL   ${demoOrganisation.baseUrl}
  Access key ${demoOrganisation.accessKey}
  Secret key ${demoOrganisation.secretKey}
Both
  Control    ${origin}${controlPath}
  Elsewhere  ${otherOrigin} (records what reaches another host)
Press Ctrl-C to stop.
`;
}

function endWithParent(): void {
	const end = () => process.exit(0);
	if (process.connected) process.on('disconnect', end);
	else process.stdin.on('close', end).on('end', end).resume();
}

function fail(message: string, exitCode: number): never {
	process.stderr.write(`${message}\n`);
	process.exit(exitCode);
}

function portInUse(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function readArguments() {
	try {
		return parseArgs({ options }).values;
	} catch (error) {
		return fail(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`, 2);
	}
}

const values = readArguments();
if (values.help) {
	process.stdout.write(usage);
	process.exit(0);
}
const port = Number(values.port);
if (!/^\d+$/.test(values.port) || port > 65_535) {
	fail(`--port must be a number from 0 to 65535, not "${values.port}".`, 2);
}
process.on('SIGINT', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
if (values['exit-with-parent']) endWithParent();
try {
	const sandbox = await openSandbox(values.host, port, {
		apiKey: values['workspace-key'],
		accessKey: 'ysuite_access_sandbox_demo',
		secretKey: 'ysuite_secret_sandbox_demo',
	});
	const { origin, otherOrigin } = sandbox;
	process.stdout.write(
		values.json
			? `${JSON.stringify({ origin, otherOrigin, pid: process.pid })}\n`
			: readable(sandbox),
	);
} catch (error) {
	if (!portInUse(error)) throw error;
	fail(
		`Port ${port} on ${values.host} is in use. Choose another with --port <number>, or --port 0 for any free one.`,
		1,
	);
}
