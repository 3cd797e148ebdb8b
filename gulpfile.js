// The build steps that `n8n-node build` does not do.
const { src, dest, series } = require('gulp');

/** Puts the codex files, from which n8n takes categories and links, beside the compiled nodes. */
function codex() {
	return src('nodes/**/*.node.json').pipe(dest('dist/nodes'));
}

exports.finish = series(codex);
