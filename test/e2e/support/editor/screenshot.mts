import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Locator, Page } from 'playwright-core';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

const FOLDER = join(import.meta.dirname, '../../../../docs/screenshots');
/** Share of pixels that differ from run to run by how letters and curves are smoothed. */
const ACCEPTED_DIFFERENCE = 0.00001;
/** Notices and hints of the editor come and go. */
const WITHOUT_NOTICES =
	'.el-notification, [data-reka-popper-content-wrapper] { display: none !important; }';

export interface Clip {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/** The part of the page that something takes. */
export async function clipOf(shown: Locator): Promise<Clip> {
	const box = await shown.boundingBox();
	if (box === null) throw new Error('What a picture shall show is not on the page.');
	return box;
}

function looksTheSame(one: Buffer, other: Buffer): boolean {
	const [before, after] = [PNG.sync.read(one), PNG.sync.read(other)];
	const { width, height } = before;
	if (width !== after.width || height !== after.height) return false;
	const differing = pixelmatch(before.data, after.data, undefined, width, height);
	return differing <= width * height * ACCEPTED_DIFFERENCE;
}

/**
 * Takes a picture for the README. The one in the repository stays where nobody would see a difference, so that a run
 * on another machine does not change files only because letters are smoothed in another way.
 *
 * @param name of the file in `docs/screenshots`, without its ending
 * @param clip the part of the page to show; all of it if left out
 */
export async function keepScreenshot(page: Page, name: string, clip?: Clip): Promise<void> {
	await page.mouse.move(0, 0);
	await page.waitForFunction('[...document.images].every((image) => image.complete)');
	const picture = await page.screenshot({
		animations: 'disabled',
		style: WITHOUT_NOTICES,
		...(clip === undefined ? {} : { clip }),
	});
	const file = join(FOLDER, `${name}.png`);
	const kept = await readFile(file).catch(() => undefined);
	if (kept !== undefined && looksTheSame(kept, picture)) return;
	try {
		await mkdir(FOLDER, { recursive: true });
		await writeFile(file, picture);
	} catch (error) {
		// A checkout that cannot be written to keeps its pictures.
		process.stderr.write(`${file} was not written: ${String(error)}\n`);
	}
}
