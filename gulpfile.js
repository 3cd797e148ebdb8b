// The build steps that `n8n-node build` does not do.
const { globSync, readFileSync } = require('node:fs');
const { rm, writeFile } = require('node:fs/promises');
const { basename, dirname, relative } = require('node:path');

const { build } = require('esbuild-wasm');
const { src, dest, series } = require('gulp');

const BUNDLE = 'dist/package.js';

/** Puts the codex files, from which n8n takes categories and links, beside the compiled nodes. */
function codex() {
	return src('nodes/**/*.node.json').pipe(dest('dist/nodes'));
}

/**
 * Puts all code into one file, from which each node's and credential's own file takes its class: n8n loads a package at
 * its start, and a hundred small files take it three times as long as one.
 */
async function bundle() {
	const { n8n } = JSON.parse(readFileSync('package.json', 'utf8'));
	const entries = [...n8n.nodes, ...n8n.credentials].map((file) => ({
		file,
		source: file.replace(/^dist\//, './').replace(/\.js$/, '.ts'),
		className: basename(file).split('.')[0],
	}));
	await build({
		stdin: {
			contents: entries
				.map(({ source, className }) => `export { ${className} } from '${source}';`)
				.join('\n'),
			resolveDir: '.',
		},
		outfile: BUNDLE,
		bundle: true,
		format: 'cjs',
		platform: 'node',
		target: 'es2022',
		external: ['n8n-workflow', 'zod'],
		logLevel: 'error',
	});
	const compiled = globSync('dist/{nodes,credentials}/**/*.js');
	await Promise.all(compiled.map(async (file) => await rm(file)));
	await Promise.all(
		entries.map(async ({ file, className }) => {
			const path = relative(dirname(file), BUNDLE);
			await writeFile(file, `exports.${className} = require('${path}').${className};\n`);
		}),
	);
}

exports.finish = series(codex, bundle);
