import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium, selectors, type BrowserContext, type Page } from 'playwright-core';

import { session } from '../n8nAccount.mts';
import { Canvas } from './canvas.mts';
import { findChromium } from './chromiumCommand.mts';
import { CredentialDialog } from './credentialDialog.mts';
import { NodeDetails } from './nodeDetails.mts';
import { NodesPanel } from './nodesPanel.mts';

/** Without what Chromium does beside showing pages, such as fetching updates. */
const FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	// Letters look the same on every screen.
	'--font-render-hinting=none',
];
const VIEWPORT = { width: 1440, height: 900 };
const STEP_WITHIN_MS = 30_000;

/** n8n's editor in a browser, and its parts. */
export interface Editor {
	readonly page: Page;
	readonly canvas: Canvas;
	readonly nodesPanel: NodesPanel;
	readonly nodeDetails: NodeDetails;
	readonly credentialDialog: CredentialDialog;
}

export interface EditorOptions {
	/** What the user's system prefers, which n8n follows. */
	readonly theme?: 'light' | 'dark';
	/** Somebody who has not signed in yet. */
	readonly signedOut?: boolean;
}

selectors.setTestIdAttribute('data-test-id');

/** What is not on this machine cannot be asked: neither n8n's services nor anybody else's. */
async function stayOnThisMachine(context: BrowserContext): Promise<void> {
	await context.route(
		({ hostname }) => hostname !== '127.0.0.1',
		async (route) => {
			await route.abort();
		},
	);
}

async function signIn(context: BrowserContext): Promise<void> {
	const [name = '', value = ''] = session.cookie.split('=');
	await context.addCookies([{ name, value, url: session.origin }]);
}

async function takePictureOf(page: Page): Promise<string> {
	const file = join(await mkdtemp(join(tmpdir(), 'n8n-nodes-crmleadpro-editor-')), 'failed.png');
	await page.screenshot({ path: file });
	return file;
}

/**
 * A test in a browser of its own, which is gone when the test ends. A test that fails leaves a picture of the editor
 * in a temporary folder and names it.
 *
 * @param run the test
 */
export function inEditor(
	run: (editor: Editor) => Promise<void>,
	{ theme = 'light', signedOut = false }: EditorOptions = {},
): () => Promise<void> {
	return async () => {
		const browser = await chromium.launch({ executablePath: await findChromium(), args: FLAGS });
		try {
			const context = await browser.newContext({
				baseURL: session.origin,
				viewport: VIEWPORT,
				colorScheme: theme,
				reducedMotion: 'reduce',
				locale: 'en-IN',
				timezoneId: 'Asia/Kolkata',
			});
			context.setDefaultTimeout(STEP_WITHIN_MS);
			await stayOnThisMachine(context);
			if (!signedOut) await signIn(context);
			const page = await context.newPage();
			try {
				await run({
					page,
					canvas: new Canvas(page),
					nodesPanel: new NodesPanel(page),
					nodeDetails: new NodeDetails(page),
					credentialDialog: new CredentialDialog(page),
				});
			} catch (error) {
				const reason = error instanceof Error ? error.message : String(error);
				const picture = await takePictureOf(page).catch(() => 'no picture could be taken');
				throw new Error(`${reason}\n\nThe editor at that moment: ${picture}`, { cause: error });
			}
		} finally {
			await browser.close();
		}
	};
}
