/**
 * `npm run check-account`: compares what a real account answers with the readings in docs/readings.md. The nodes' own
 * code, which the check shares, is written for CommonJS, so Node is told here to find its imports as CommonJS does.
 */
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';

const ENDINGS = ['', '.ts', '/index.ts'];

registerHooks({
	resolve: (specifier, context, next) => {
		const { parentURL = '' } = context;
		if (!specifier.endsWith('.ts') && !parentURL.endsWith('.ts')) return next(specifier, context);
		if (!specifier.startsWith('.')) {
			return next(specifier, { ...context, conditions: ['node', 'require'] });
		}
		const file = ENDINGS.map((ending) => new URL(specifier + ending, parentURL)).find(
			({ pathname, href }) => pathname.endsWith('.ts') && existsSync(new URL(href)),
		);
		return { ...next(file?.href ?? specifier, context), format: 'module-typescript' };
	},
});
const { run } = await import('./checkAccount/run.mts');
process.exitCode = await run(process.argv.slice(2), {
	input: process.stdin,
	say: (text) => process.stdout.write(text),
	complain: (text) => process.stderr.write(text),
});
