// The build steps that `n8n-node build` does not do.
const { globSync } = require('node:fs');
const { rm } = require('node:fs/promises');

const { series } = require('gulp');

const {
	bundle: bundlePackage,
	CODEX_FILES,
	copyStaticFiles,
	settlePermissions,
	writeEntryFiles,
} = require('./scripts/packageFiles.mts');

/** Removes what `n8n-node build` copies because it is a picture, such as those of the documents. */
async function tidy() {
	const strangers = globSync('dist/*', { exclude: ['dist/{credentials,icons,nodes}'] });
	await Promise.all(strangers.map(async (path) => await rm(path, { recursive: true })));
}

/** Puts the codex files, from which n8n takes categories and links, beside the compiled nodes. */
async function codex() {
	await copyStaticFiles([CODEX_FILES], __dirname);
}

/** Puts all compiled code into few files, which n8n loads faster than a hundred. */
async function bundle() {
	await bundlePackage(__dirname);
	const compiled = globSync('dist/{nodes,credentials}/**/*.js');
	await Promise.all(compiled.map(async (file) => await rm(file)));
	await writeEntryFiles(__dirname);
}

/** Makes the packed package the same to the byte, whoever builds it. */
async function permissions() {
	await settlePermissions(__dirname);
}

/** Writes the tables of operations and fields, in README.md and docs/, from the compiled nodes. */
async function docs() {
	// It reads the contract tests, which building a release does not need.
	const { writeDocumentation } = require('./scripts/documentation.mts');
	await writeDocumentation();
}

exports.docs = docs;
exports.finish = series(tidy, codex, bundle, permissions);
