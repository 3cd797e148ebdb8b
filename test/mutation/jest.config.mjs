import base from '../jest.config.mjs';

/** @type {import('jest').Config} */
export default {
	...base,
	rootDir: '../..',
	testMatch: ['<rootDir>/test/{unit,contract,integration}/**/*.test.mts'],
	// Too slow for each mutant: a server under load, hours of traffic, every operation with every fault, long waits, loads of items.
	testPathIgnorePatterns: [
		'forgedDeliveries',
		'rateSimulation',
		'faultMatrix',
		'retries',
		'manyItems',
	],
	setupFiles: ['<rootDir>/test/mutation/endAtFirstFailure.mts'],
	runner: '<rootDir>/test/mutation/runner.mts',
	testEnvironment: '<rootDir>/test/mutation/environment.mts',
	globalSetup: '<rootDir>/test/mutation/startSandboxOnce.mts',
	globalTeardown: undefined,
};
