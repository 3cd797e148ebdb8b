import type { Locator, Page } from 'playwright-core';

/** What a failed step shows. */
export interface ShownError {
	readonly message: string;
	readonly description: string;
}

/** The output of a node. */
export class OutputPanel {
	readonly #frame: Locator;

	constructor(page: Page) {
		this.#frame = page.getByTestId('output-panel');
	}

	/** Waits for the output, and reads its table: one record of texts for each item. */
	async readTable(): Promise<Record<string, string>[]> {
		const table = this.#frame.locator('table');
		await table.locator('tbody tr').first().waitFor();
		const names = (await readTexts(table.locator('thead th'))).filter((name) => name !== '');
		const rows = await table.locator('tbody tr').all();
		const records: Record<string, string>[] = [];
		for (const row of rows) {
			const cells = await readTexts(row.locator('td'));
			records.push(
				Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''] as const)),
			);
		}
		return records;
	}

	/** Shows another text in place of values, for a picture: times and some IDs are others in each run. */
	async showInstead(values: RegExp, text: string): Promise<void> {
		await this.#frame
			.locator('tbody')
			.getByText(values)
			.evaluateAll((elements: { textContent: string }[], shown) => {
				for (const element of elements) element.textContent = shown;
			}, text);
	}

	/** Waits for an error, and reads it. */
	async readError(): Promise<ShownError> {
		return {
			message: await this.#frame.getByTestId('node-error-message').innerText(),
			description: await this.#frame.getByTestId('node-error-description').innerText(),
		};
	}
}

async function readTexts(cells: Locator): Promise<string[]> {
	return (await cells.allInnerTexts()).map((text) => text.trim());
}
