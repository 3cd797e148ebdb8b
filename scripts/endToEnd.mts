/**
 * `npm run test:e2e`: the packed package in a real n8n. `-- trigger` runs the test files with "trigger" in their names,
 * `-- --n8n 2.8.4` chooses the n8n, and `-- --matrix` runs in all of them and ends with a table.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packPackage } from '../launcher/communityPackage.mts';
import { listN8nVersions } from '../launcher/n8nVersions.mts';
import { planEndToEndRun, type EndToEndPlan } from './endToEndPlan.mts';
import { readResult, renderResults, type VersionResult } from './endToEndResults.mts';
import { prettify } from './prettify.mts';
import { mustRunScript, runScript } from './runScript.mts';

function readPlan(): EndToEndPlan {
	try {
		return planEndToEndRun(process.argv.slice(2), listN8nVersions());
	} catch (error) {
		process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
		process.exit(1);
	}
}

/** @returns jest's exit code */
function runTests(
	version: string,
	jestArguments: readonly string[],
	environment: Readonly<Record<string, string>> = {},
): number {
	const configured = ['--config', 'test/e2e/jest.config.mjs', ...jestArguments];
	return runScript('jest', configured, { TESTED_N8N: version, ...environment });
}

/** Runs the tests of one tarball in all versions; whatever fails in one, the others are run. */
async function runMatrix({ versions, jestArguments }: EndToEndPlan): Promise<VersionResult[]> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-crmleadpro-matrix-'));
	try {
		const tarball = await packPackage(folder);
		const results: VersionResult[] = [];
		for (const version of versions) {
			process.stdout.write(`\nn8n ${version}\n`);
			const file = join(folder, `${version}.json`);
			const recorded = [...jestArguments, '--json', `--outputFile=${file}`];
			runTests(version, recorded, { TESTED_TARBALL: tarball });
			results.push(await readResult(version, file));
		}
		return results;
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

const plan = readPlan();
// A tarball that is given is tested as it is.
if (!process.env.TESTED_TARBALL) mustRunScript('build');
if (plan.isMatrix) {
	const results = await runMatrix(plan);
	const table = renderResults(results, process.versions.node);
	process.stdout.write(`\n${await prettify('results.md', table)}`);
	if (results.some(({ failed }) => failed > 0)) process.exitCode = 1;
} else {
	for (const version of plan.versions) process.exitCode = runTests(version, plan.jestArguments);
}
