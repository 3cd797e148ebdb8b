import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Locator, Page } from 'playwright-core';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

const FOLDER = join(import.meta.dirname, '../../../../docs/screenshots');
/** Share of pixels that differ from run to run by how letters and curves are smoothed. */
const ACCEPTED_DIFFERENCE = 0.00001;
/** Share of pixels in which a picture of the same page may differ where there are other fonts: some 2 %. */
const LARGEST_DIFFERENCE = 0.06;
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

/** The share of pixels in which two pictures differ, those included that only the larger one has. */
function compare(one: Buffer, other: Buffer): number {
	const pictures = [PNG.sync.read(one), PNG.sync.read(other)] as const;
	const width = Math.min(...pictures.map((picture) => picture.width));
	const height = Math.min(...pictures.map((picture) => picture.height));
	const largest = Math.max(...pictures.map((picture) => picture.width * picture.height));
	const [before, after] = pictures.map((picture) => {
		const part = new PNG({ width, height });
		PNG.bitblt(picture, part, 0, 0, width, height);
		return part.data;
	});
	if (before === undefined || after === undefined) return 1;
	const differing = pixelmatch(before, after, undefined, width, height);
	return (differing + largest - width * height) / largest;
}

/**
 * Takes a picture for the README. It is kept only where UPDATE_SCREENSHOTS is `true`, since fonts and browsers of other
 * machines draw the same page in another way, and only where somebody would see a difference.
 *
 * @param name of the file in `docs/screenshots`, without its ending
 * @param clip the part of the page to show; all of it if left out
 * @throws Error when the picture that is there shows something else
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
	const difference = kept === undefined ? 1 : compare(kept, picture);
	if (process.env.UPDATE_SCREENSHOTS === 'true') {
		if (difference <= ACCEPTED_DIFFERENCE) return;
		await mkdir(FOLDER, { recursive: true });
		await writeFile(file, picture);
	} else if (difference > LARGEST_DIFFERENCE) {
		throw new Error(
			`${(difference * 100).toFixed(0)} % of docs/screenshots/${name}.png is not what the editor shows now. Take it again: UPDATE_SCREENSHOTS=true npm run test:e2e -- editor`,
		);
	}
}
