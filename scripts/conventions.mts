import { describeFailures } from './errorConventions.mts';
import { describeLists } from './listConventions.mts';
import { describeRateLimits } from './rateLimitConventions.mts';
import { describeSignatures } from './signatureConventions.mts';

/** The sections of docs/conventions.md, one for each subject: a heading and what is below it. */
const sections: ReadonlyArray<() => string> = [
	describeSignatures,
	describeLists,
	describeFailures,
	describeRateLimits,
];

/** What the package understands of what the vendors do not document, from the tables in the code. */
export function renderConventions(): string {
	return [
		'<!-- Written by npm run docs. -->',
		'# Conventions that are understood',
		'The vendors do not document everything. These are the conventions of public APIs and webhooks that are read as they come; the tables are those of the code.',
		...sections.map((section) => section()),
	].join('\n\n');
}
