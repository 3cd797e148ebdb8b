import { connectSandbox, startSandbox } from '../../sandbox/client.mts';
import type { State } from '../../sandbox/crmLeadPro/schemas.mts';

/** A started sandbox and its demo workspace. */
export type DemoSandbox = {
	readonly apiKey: string;
	/** Of the API, e.g. `http://127.0.0.1:4010/api/v1`. */
	readonly baseUrl: string;
	readState(): Promise<State>;
	stop(): Promise<void>;
};

/** Starts the sandbox, whose demo workspace is the same at each start. */
export async function startDemoSandbox(port: number): Promise<DemoSandbox> {
	const sandbox = await startSandbox({ port });
	const { apiKey, baseUrl, state } = await connectSandbox(sandbox.origin).demoWorkspace();
	return { apiKey, baseUrl, readState: state, stop: sandbox.stop };
}
