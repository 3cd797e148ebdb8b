// n8n-core logs every failing run otherwise, and many tests are about failing runs.
process.env.N8N_LOG_LEVEL = 'silent';

/** @type {import('jest').Config} */
export default {
	rootDir: '..',
	testMatch: ['<rootDir>/test/{unit,contract,integration,launcher,package,sandbox}/**/*.test.mts'],
	transform: {
		'\\.m?ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
	},
	extensionsToTreatAsEsm: ['.mts'],
	modulePathIgnorePatterns: [
		'<rootDir>/dist/',
		'<rootDir>/launcher/n8n-versions/',
		'<rootDir>/coverage/',
	],
	globalSetup: '<rootDir>/test/support/startSandbox.mts',
	globalTeardown: '<rootDir>/test/support/stopSandbox.mts',
	testSequencer: '<rootDir>/test/support/longestFirst.mjs',
	// Jest leaves one core to itself, which is half of a small machine.
	maxWorkers: '100%',
	testTimeout: 20_000,
};
