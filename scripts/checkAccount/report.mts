import { renderTable } from '../markdownTable.mts';
import type { Account, Exchange } from './account.mts';
import { describeReply, type Finding } from './finding.mts';
import { maskName } from './shape.mts';

/** What a report is made of. */
export interface ReportParts {
	readonly packageVersion: string;
	readonly isDefaultBaseUrl: boolean;
	readonly wrote: boolean;
	readonly account: Account;
	readonly findings: readonly Finding[];
	readonly leftovers: readonly string[];
}

/** The findings as lines for a terminal. */
export function renderLines(findings: readonly Finding[]): string {
	return findings
		.map(
			({ verdict, subject, reading, came }) =>
				`${verdict.padEnd(12)} ${subject}: ${reading.replaceAll('`', '')}\n             ${came.replaceAll('`', '')}`,
		)
		.join('\n');
}

/** How often each verdict came, e.g. `18 hold, 1 differs, 5 not reported`. */
export function countVerdicts(findings: readonly Finding[]): string {
	const count = (verdict: Finding['verdict']): number =>
		findings.filter((finding) => finding.verdict === verdict).length;
	return `holds: ${count('holds')}, differs: ${count('differs')}, not reported: ${count('not reported')}`;
}

/** The report, in Markdown, without keys and values of records. */
export function renderReport(parts: ReportParts): string {
	const { packageVersion, isDefaultBaseUrl, wrote, account, findings, leftovers } = parts;
	const rows = findings.map(({ subject, reading, verdict, came }) => [
		subject,
		reading,
		verdict,
		came,
	]);
	const left =
		leftovers.length === 0
			? ''
			: `\n## Left in the account\n\n${leftovers.map((one) => `- ${one}`).join('\n')}\n`;
	return `# Check of a CRMLead Pro account

- n8n-nodes-crmleadpro ${packageVersion}, Node.js ${process.versions.node}
- Base URL: ${isDefaultBaseUrl ? 'the usual one' : 'another one'}
- ${wrote ? 'Read and wrote' : 'Only read'}, with ${account.exchanges.length} requests
- ${countVerdicts(findings)}

Keys, names, emails and all other values are left out: only names of fields and types are shown.

${renderTable(['Subject', 'Reading', 'Verdict', 'What came'], rows)}
${left}
## Replies

${renderTable(['Request', 'Reply', 'Headers'], account.exchanges.map(toRow))}
`;
}

function toRow({ request, reply }: Exchange): string[] {
	const names = Object.keys(
		request.url === undefined
			? (request.query ?? {})
			: Object.fromEntries(new URL(request.url).searchParams),
	);
	const place = request.url === undefined ? request.path : new URL(request.url).pathname;
	const [resource = ''] =
		place.match(/\/(?:leads|contacts|pipelines|webhooks|analytics\/pipeline)/) ?? [];
	const isOne = new RegExp(`${resource}/[^/]+$`).test(place) && !resource.startsWith('/analytics');
	const query = names.length === 0 ? '' : `?${names.map((name) => maskName(name)).join('&')}`;
	return [
		`\`${request.method} ${resource}${isOne ? '/{id}' : ''}${query}\``,
		reply === undefined ? 'none' : describeReply(reply),
		reply === undefined
			? ''
			: Object.keys(reply.headers)
					.map((name) => maskName(name))
					.join(', '),
	];
}
