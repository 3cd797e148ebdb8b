/**
 * `npm test`: lint, types, build and all tests but the end-to-end ones. `npm test -- lead` runs the test files with
 * "lead" in their names, on a quick build, and checks nothing else.
 */
import { dirname } from 'node:path';
import { buildQuickly } from './packageFiles.mts';
import { mustRunAtOnce, mustRunScript } from './runScript.mts';
import { planTestRun } from './testPlan.mts';

const { checks, buildsQuickly, jestArguments } = planTestRun(process.argv.slice(2));
await mustRunAtOnce(checks);
if (buildsQuickly) await buildQuickly(dirname(import.meta.dirname));
mustRunScript('jest', ['--config', 'test/jest.config.mjs', ...jestArguments]);
