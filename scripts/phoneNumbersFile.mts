import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { Plugin } from 'esbuild-wasm';
import { z } from 'zod/v4';

const PROJECT_FOLDER = dirname(import.meta.dirname);
const LIBPHONENUMBER = join(PROJECT_FOLDER, 'node_modules/libphonenumber-js');
/** Where a country's formats stand in its data. */
const FORMATS_INDEX = 4;
/** The entries of a country's data from which numbers are read. */
const ENTRIES_FOR_READING = 9;

const numberingPlansSchema = z.looseObject({
	country_calling_codes: z.record(z.string(), z.array(z.string())),
	countries: z.record(z.string(), z.array(z.unknown())),
	nonGeographic: z.record(z.string(), z.array(z.unknown())),
});
/** Numbering plans by country, and those of no country by calling code. */
export type NumberingPlans = z.infer<typeof numberingPlansSchema>;

/** The countries' calling codes, as `withCallingCodes` finds them in the countries' own data. */
function isDerived(
	[code, countries]: [code: string, countries: string[]],
	plans: NumberingPlans,
): boolean {
	const own = Object.keys(plans.countries).filter(
		(country) => plans.countries[country]?.[0] === code,
	);
	return own.join() === countries.join();
}

/** JavaScript that gives `plans` all calling codes again. */
const withCallingCodes = `
const codes = {};
for (const [country, [code]] of Object.entries(plans.countries)) (codes[code] ??= []).push(country);
export const metadata = { ...plans, country_calling_codes: { ...codes, ...plans.country_calling_codes } };`;

/**
 * The data of libphonenumber-js without what reading a number does not need, which is most of it: the formats that it
 * writes numbers in, and the patterns by which it tells countries with the same calling code apart.
 */
export function readNumberingPlans(): NumberingPlans {
	const text = readFileSync(join(LIBPHONENUMBER, 'metadata.min.json'), 'utf8');
	const data = numberingPlansSchema.parse(JSON.parse(text));
	for (const plan of [...Object.values(data.countries), ...Object.values(data.nonGeographic)]) {
		plan[FORMATS_INDEX] = [];
		plan.splice(ENTRIES_FOR_READING);
	}
	return data;
}

/** The plans without the calling codes that `withCallingCodes` gives them again. */
function withoutDerivedCodes(plans: NumberingPlans): NumberingPlans {
	const codes = Object.entries(plans.country_calling_codes);
	const kept = codes.filter((entry) => !isDerived(entry, plans));
	return { ...plans, country_calling_codes: Object.fromEntries(kept) };
}

/** What the file of libphonenumber-js is built from. */
export function phoneNumbersSource(): string {
	const plans = withoutDerivedCodes(readNumberingPlans());
	return [
		`export { default } from 'libphonenumber-js/core';`,
		`const plans = JSON.parse(${JSON.stringify(JSON.stringify(plans))});`,
		withCallingCodes,
	].join('\n');
}

/**
 * Leaves libphonenumber-js to a file of its own, which is loaded when the first phone number is read: n8n loads all
 * nodes at its start.
 *
 * @param file beside the one that is built, e.g. `./phoneNumbers.js`
 */
export const phoneNumbersLater = (file: string): Plugin => ({
	name: 'phone numbers later',
	setup: (build) => {
		const plans = Object.keys(withoutDerivedCodes(readNumberingPlans()));
		const getters = plans.map((name) => `get ${name}() { return load().${name}; }`);
		const standIns = new Map([
			[
				'libphonenumber-js/core',
				`export default (...values) => require('${file}').default(...values);`,
			],
			[
				'libphonenumber-js/metadata.min.json',
				`const load = () => require('${file}').metadata; export default { ${getters.join(', ')} };`,
			],
		]);
		build.onResolve({ filter: /^libphonenumber-js\// }, ({ path }) => ({
			path,
			namespace: 'phone-numbers',
		}));
		build.onResolve({ filter: /./, namespace: 'phone-numbers' }, ({ path }) => ({
			path,
			external: true,
		}));
		build.onLoad({ filter: /./, namespace: 'phone-numbers' }, ({ path }) => {
			const contents = standIns.get(path);
			return contents === undefined
				? { errors: [{ text: `Nothing stands in for ${path}` }] }
				: { contents };
		});
	},
});
