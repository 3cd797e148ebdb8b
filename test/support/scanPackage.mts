// Runs n8n's official scan on a folder: node scanPackage.mts FOLDER sources|tarball
import { ESLint } from 'eslint';
import {
	analyzePackage,
	buildScanConfig,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';

const [, , folder = '.', part] = process.argv;
const patterns = part === 'sources' ? SOURCE_FILE_PATTERNS : ['**/*.js', 'package.json'];
const verdict = await analyzePackage(folder, patterns);

// The verdict counts errors only; the same rules once more for the warnings.
const eslint = new ESLint({
	cwd: folder,
	allowInlineConfig: false,
	overrideConfigFile: true,
	overrideConfig: await buildScanConfig(),
});
const results = await eslint.lintFiles(patterns);
const messages = results.flatMap(({ filePath, messages: found }) =>
	found.map(({ message, ruleId }) => `${filePath}: ${message} (${ruleId ?? 'parser'})`),
);
process.stdout.write(JSON.stringify({ ...verdict, files: results.length, messages }));
