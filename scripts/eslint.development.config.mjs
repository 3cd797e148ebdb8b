// For what is not shipped (.mts: sandbox, launcher, tests). Shipped code follows n8n's own rules in eslint.config.mjs.
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(globalIgnores(['dist', 'coverage', '**/*.ts', '**/*.mjs', '**/*.js']), {
	files: ['**/*.mts'],
	extends: [js.configs.recommended, tseslint.configs.strictTypeChecked],
	languageOptions: {
		parserOptions: { project: './tsconfig.development.json' },
	},
	rules: {
		'no-console': 'error',
		'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
	},
});
