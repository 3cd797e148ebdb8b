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

/** What the verdicts mean, for whoever reads them for the first time. */
const LEGEND =
	'"holds" is what the nodes expect, "differs" is otherwise, "not told" was not asked or not answered.';

/** The findings as lines for a terminal, under their subjects. */
export function renderLines(findings: readonly Finding[]): string {
	const plain = (text: string): string => text.replaceAll('`', '');
	return findings
		.map(({ verdict, subject, reading, came }, index) => {
			const heading = findings[index - 1]?.subject === subject ? '' : `${subject}\n`;
			return `${heading}  ${verdict.padEnd(8)}  ${plain(reading)}\n            ${plain(came)}\n`;
		})
		.join('');
}

/** How often each verdict came, and what they mean: `holds: 18, differs: 1, not told: 5. "holds" is …`. */
export function countVerdicts(findings: readonly Finding[]): string {
	const count = (verdict: Finding['verdict']): number =>
		findings.filter((finding) => finding.verdict === verdict).length;
	return `holds: ${count('holds')}, differs: ${count('differs')}, not told: ${count('not told')}. ${LEGEND}`;
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

${renderTable(['', 'Request', 'Reply', 'Headers'], toRows(account.exchanges))}
`;
}

/** A row for each exchange. What is the same as in an earlier row is not shown again. */
function toRows(exchanges: readonly Exchange[]): string[][] {
	const rows = exchanges.map(toRow);
	return rows.map(([request = '', ...cells], index) => [
		String(index + 1),
		request,
		...cells.map((cell, column) => {
			const first = rows.findIndex((row) => row[column + 1] === cell);
			return first === index || cell === '' ? cell : `as in ${first + 1}`;
		}),
	]);
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
