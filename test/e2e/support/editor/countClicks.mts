import type { Page } from 'playwright-core';
import { z } from 'zod/v4';

/** Counts the clicks on the page as it is now, wherever they land; what is typed is not counted. */
export async function countClicks(page: Page, work: () => Promise<void>): Promise<number> {
	// A press, not a click: a click on a label is followed by one on its input.
	await page.evaluate(`{
		globalThis.countedPresses = 0;
		addEventListener('pointerdown', () => { globalThis.countedPresses += 1; }, { capture: true });
	}`);
	await work();
	return z.number().parse(await page.evaluate('globalThis.countedPresses'));
}
