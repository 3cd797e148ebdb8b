import { crmLeadProLists } from '../../nodes/CrmLeadPro/api.ts';
import { UnexpectedReplyError } from '../../nodes/shared/failures.ts';
import { collectRecords } from '../../nodes/shared/http/index.ts';
import { readPagingSignals, type PagingSignals } from '../../nodes/shared/http/paging/signals.ts';
import type { ApiReply } from '../../nodes/shared/http/reply.ts';
import { EndOfRequestsError, type Exchange } from './account.mts';
import { describeReply, differs, holds, notTold, type Outcome } from './finding.mts';
import type { Scene } from './readings.mts';
import { maskName } from './shape.mts';

const PAGE_SIZE = 2;
/** Leads that are read: three pages. */
const WANTED = 5;
/** Pages that are asked for at most, in all ways that are tried. */
const MOST_REQUESTS = 24;

/** Reads three small pages of leads with the nodes' own code, and says how they were found. */
export async function checkPaging({ account, leads }: Scene): Promise<Outcome> {
	if (leads.length < WANTED) {
		return notTold(`It takes ${WANTED} leads to compare; the account shows ${leads.length}.`);
	}
	const before = account.exchanges.length;
	const paging = { ...crmLeadProLists.paging, pageSize: PAGE_SIZE };
	const wanted = { path: '/leads', plural: 'leads', query: {}, paging, limit: WANTED };
	let problem: string | undefined;
	try {
		const { records, cutShort, shortfall } = await collectRecords(
			account.limitedClient(MOST_REQUESTS),
			wanted,
		);
		if (records.length < WANTED) {
			const reason = cutShort
				? 'The server repeated itself, whatever was asked.'
				: 'Nothing led on.';
			problem = `Leads that came: ${records.length}. ${shortfall ?? reason}`;
		}
	} catch (error) {
		const isOurs = error instanceof EndOfRequestsError || error instanceof UnexpectedReplyError;
		problem = isOurs ? error.message : 'A page could not be read.';
	}
	const sent = account.exchanges.slice(before);
	const first = sent[0]?.reply;
	if (first === undefined || first.status === 429) return notTold('No page came.');
	const came = `${describeSignals(first, account.client.baseUrl)} ${describeWays(sent)}`;
	return problem === undefined
		? holds(came)
		: differs(`${came} ${problem} ${describeReply(first)}`);
}

/** What a reply may say of its list, in words. */
const SIGNALS: ReadonlyArray<
	readonly [is: (signals: PagingSignals) => boolean, words: (signals: PagingSignals) => string]
> = [
	[({ cursor }) => typeof cursor === 'string', () => 'a token'],
	[({ url }) => typeof url === 'string', () => 'a link to the next page'],
	[
		({ strangeLink }) => strangeLink !== undefined,
		() => 'a link to another address, which is not followed',
	],
	[({ nextPage }) => nextPage !== undefined, () => 'the number of the next page'],
	[({ pages }) => pages !== undefined, () => 'the number of pages'],
	[({ total }) => total !== undefined, ({ places }) => `a total (${placeOf(places.total)})`],
	[({ hasMore }) => hasMore !== undefined, () => 'whether there is more'],
];

function placeOf(place = ''): string {
	return `\`${place
		.split('.')
		.map((name) => maskName(name))
		.join('.')}\``;
}

function describeSignals(reply: ApiReply, baseUrl: string): string {
	const signals = readPagingSignals(reply, `${baseUrl}/leads`, 'leads');
	const found = SIGNALS.filter(([is]) => is(signals)).map(([, words]) => words(signals));
	return found.length === 0
		? 'The reply says nothing about further pages.'
		: `The reply says ${found.join(', ')}.`;
}

function describeWays(sent: readonly Exchange[]): string {
	const ways = sent.slice(1).map(({ request: { url, query = {} } }) => {
		const names = url === undefined ? Object.keys(query) : [...new URL(url).searchParams.keys()];
		const shown = names.map((name) => `\`${maskName(name)}\``).join(', ');
		return url === undefined ? shown : `a link with ${shown || 'no query'}`;
	});
	const different = [...new Set(ways)];
	return different.length === 0
		? 'No further page was asked for.'
		: `Further pages were asked for by ${different.join('; then by ')}.`;
}
