import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod/v4';

import { session } from './n8nAccount.mts';

const POLL_INTERVAL_MS = 200;
const FINISHED = new Set(['success', 'error', 'crashed', 'canceled', 'null']);

const startedSchema = z.object({ formWaitingUrl: z.string() });
const downloadSchema = z.object({
	fileName: z.string(),
	// Where n8n keeps files in its database, it sends the bytes as the characters of a text.
	data: z.union([
		z.object({ data: z.array(z.number()) }).transform(({ data }) => Buffer.from(data)),
		z.string().transform((text) => Buffer.from(text, 'latin1')),
	]),
});
/** A list; before 2.41 one file, or an empty text for none. */
const downloadsSchema = z.union([
	z.array(downloadSchema),
	downloadSchema.transform((download) => [download]),
	z.literal('').transform(() => []),
]);

/** What the last page of a form shows and lets the browser download. */
export interface LastPage {
	/** The text of the page, without markup. */
	readonly text: string;
	/** The downloaded files by their names, as they are. */
	readonly files: Readonly<Record<string, Buffer>>;
}

function textOf(page: string): string {
	const body = page
		.slice(page.indexOf('<body'))
		.replaceAll(/<(script|style)[^]*?<\/\1>/g, '')
		.replaceAll(/<[^>]+>/g, ' ');
	return body.replaceAll(/\s+/g, ' ').trim();
}

function filesOf(page: string): Record<string, Buffer> {
	const [, encoded = '[]'] = /decodeURIComponent\("([^"]+)"\)/.exec(page) ?? [];
	const downloads = downloadsSchema.parse(JSON.parse(decodeURIComponent(encoded)));
	return Object.fromEntries(downloads.map(({ fileName, data }) => [fileName, data]));
}

/** A GET that is sent again where a busy n8n has closed the idle connection, as browsers do. */
async function read(url: URL): Promise<string> {
	try {
		return await (await fetch(url)).text();
	} catch {
		return await (await fetch(url)).text();
	}
}

/** Asks how the execution stands, as the page does every second, until there is a next page. */
async function waitForPage(waitingUrl: URL): Promise<void> {
	const statusUrl = new URL(waitingUrl);
	statusUrl.pathname += '/n8n-execution-status';
	for (;;) {
		const status = (await read(statusUrl)).trim();
		if (status === 'form-waiting') return;
		if (FINISHED.has(status)) throw new Error(`the execution ended without a page: ${status}`);
		await sleep(POLL_INTERVAL_MS);
	}
}

/**
 * Uploads a file through a form that has one field for it, and goes on to the last page, as a browser does.
 *
 * @param path the form's, e.g. `import-leads`
 * @throws Error when the execution ends without a last page
 */
export async function uploadFile(path: string, file: File): Promise<LastPage> {
	const body = new FormData();
	body.set('field-0', file);
	const reply = await fetch(`${session.origin}/form/${path}`, { method: 'POST', body });
	const waitingUrl = new URL(startedSchema.parse(await reply.json()).formWaitingUrl);
	await waitForPage(waitingUrl);
	const page = await read(waitingUrl);
	// The page tells n8n that it is shown, which ends the execution.
	await fetch(waitingUrl, { method: 'POST' });
	return { text: textOf(page), files: filesOf(page) };
}
