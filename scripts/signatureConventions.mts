import {
	ARRANGEMENTS,
	AUTHORIZATION_HEADERS,
	ID_HEADER_ENDINGS,
	MAC_ENCODINGS,
	MAC_LABELS,
	SECRET_FORMS,
	SIGNATURE_HEADER_WORDS,
	TIME_FORMS,
	TIME_HEADER_ENDINGS,
	TIME_LABELS,
	type Arrangement,
	type Part,
} from '../nodes/CrmLeadProTrigger/receiving/signatureConventions.ts';
import { renderTable, type Row } from './markdownTable.mts';

const partNames: Record<Part, string> = {
	time: 'time',
	id: 'ID',
	version: 'version',
	method: 'method',
	url: 'address',
	path: 'path',
};

const joinerNames: Record<string, string> = { '': 'nothing', '\n': 'a line break' };
const code = (text: string) => `\`${text}\``;
const list = (texts: readonly string[]) => texts.map(code).join(', ');

function describeArrangement({ before = [], after = [], joiners }: Arrangement): Row {
	const parts = [
		...before.map((part) => partNames[part]),
		'**body**',
		...after.map((part) => partNames[part]),
	];
	const between = joiners.map((joiner) => joinerNames[joiner] ?? code(joiner));
	return [parts.join(' '), parts.length === 1 ? '' : between.join(', ')];
}

/** How deliveries of webhooks may be signed, from the trigger's tables. */
export function describeSignatures(): string {
	return [
		'## Signatures of events',
		'HMAC-SHA256 over the bytes as they came. Several signatures may stand in one header or in several; one has to be right. A name in **Signature Header** replaces the search.',
		renderTable(
			['Subject', 'What is understood'],
			[
				[
					'Header of the signature',
					`a name with one of the words ${list(SIGNATURE_HEADER_WORDS)}, and ${list(AUTHORIZATION_HEADERS)} after a word such as \`HMAC-SHA256\``,
				],
				['The MAC', MAC_ENCODINGS.map(({ name }) => name).join('; ')],
				[
					'Before it',
					`nothing, or ${MAC_LABELS.map(({ example }) => list(example.split(', '))).join('; ')}; \`:\` may stand for \`=\``,
				],
				[
					'Between parts of a header',
					'comma, semicolon, `&`, `|` or blank; `.` or `:` between a time in digits and the MAC',
				],
				['Time in that header', list(TIME_LABELS.map((label) => `${label}=`))],
				['Time in another header', `a name that ends in ${list(TIME_HEADER_ENDINGS)}`],
				[
					'How a time is written',
					TIME_FORMS.map(({ name, example }) => `${name} (${code(example)})`).join('; '),
				],
				[
					'Header of the ID',
					`a name that ends in ${list(ID_HEADER_ENDINGS)}; letters, digits, \`-\` and \`_\``,
				],
				['The secret', SECRET_FORMS.map(({ name }) => name).join('; ')],
			],
		),
		'What is signed, and what may stand between its parts. The version is the one before the MAC, such as `v1`, or `v0`; the address is the one that was registered. The first are tried first, since only so many MACs are made of one delivery. A time that is part of it has to be within the **Tolerance**; one that is not says nothing.',
		renderTable(['What is signed', 'Between'], ARRANGEMENTS.map(describeArrangement)),
	].join('\n\n');
}
