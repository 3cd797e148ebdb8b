import {
	connectSandbox,
	startSandbox,
	type OrganisationConnection,
	type WorkspaceConnection,
} from '../../sandbox/client.mts';

/** A started sandbox, with a workspace of CRMLead Pro and an organisation of YSUITE that hold the sample data. */
export type DemoSandbox = {
	readonly workspace: WorkspaceConnection;
	readonly organisation: OrganisationConnection;
};

/**
 * Starts the sandbox, whose data is the same at each start. It ends with this process. The keys of the organisation
 * are new ones: with those of an earlier start, triggers would take its leads for known.
 */
export async function startDemoSandbox(port: number): Promise<DemoSandbox> {
	const sandbox = connectSandbox((await startSandbox({ port })).origin);
	const [workspace, organisation] = await Promise.all([
		sandbox.demoWorkspace(),
		sandbox.createOrganisation({ seed: 'demo' }),
	]);
	return { workspace, organisation };
}
