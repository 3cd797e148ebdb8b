/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
	packageManager: 'npm',
	// The nodes' own files hold data alone, no logic.
	mutate: ['nodes/shared/**/*.ts', 'nodes/*Trigger/**/*.ts', '!nodes/**/*.node.ts'],
	testRunner: 'jest',
	testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
	// Which tests a mutant concerns comes from what they reach: most load the package from `dist`, which jest cannot see.
	jest: { configFile: 'test/mutation/jest.config.mjs', enableFindRelatedTests: false },
	buildCommand: 'node scripts/buildQuickly.mts',
	coverageAnalysis: 'perTest',
	concurrency: 2,
	// On a busy machine a test may take many times as long; a mutant that is only slow must not count as found.
	dryRunTimeoutMinutes: 30,
	timeoutMS: 30_000,
	// Of the time that all tests take that reach a mutant; far fewer are run.
	timeoutFactor: 2,
	// jest keeps memory of every run in a process.
	maxTestRunnerReuse: 15,
	disableTypeChecks: false,
	incremental: true,
	incrementalFile: 'coverage/mutation/incremental.json',
	tempDirName: 'coverage/mutation/sandbox',
	cleanTempDir: 'always',
	ignorePatterns: ['coverage', 'dist', 'release', 'docs', 'bench/results'],
	reporters: ['clear-text', 'html', 'json', 'progress-append-only'],
	clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
	htmlReporter: { fileName: 'coverage/mutation/report.html' },
	jsonReporter: { fileName: 'coverage/mutation/report.json' },
	thresholds: { high: 90, low: 85, break: 85 },
};
