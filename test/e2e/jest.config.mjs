import base from '../jest.config.mjs';

/** @type {import('jest').Config} */
export default {
	...base,
	rootDir: '../..',
	testMatch: ['<rootDir>/test/e2e/**/*.test.mts'],
	globalSetup: '<rootDir>/test/e2e/support/startN8n.mts',
	globalTeardown: '<rootDir>/test/e2e/support/stopN8n.mts',
	testSequencer: '<rootDir>/test/e2e/support/secretsLast.mjs',
	maxWorkers: 1,
	testTimeout: 300_000,
};
