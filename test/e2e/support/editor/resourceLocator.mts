import type { Locator, Page } from 'playwright-core';

import { until } from '../../../launcher/support/processes.mts';

const TAKEN_OVER_WITHIN_MS = 1_000;

/** A parameter that is chosen from a list or given by its ID. */
export class ResourceLocator {
	readonly #page: Page;
	readonly #frame: Locator;

	/** @param name the parameter's name, e.g. `leadId` */
	constructor(page: Page, name: string) {
		this.#page = page;
		this.#frame = page.getByTestId(`parameter-input-${name}`);
	}

	/** The entries of the open list. */
	get entries(): Locator {
		return this.#frame.getByTestId('rlc-item');
	}

	/** Opens the list and waits for its first entries. */
	async openList(): Promise<void> {
		await this.#openList();
		await this.entries.first().waitFor();
	}

	/** Scrolls down in the open list until it has this many entries. */
	async scrollUntil(count: number): Promise<void> {
		await until(async () => {
			await this.entries.last().scrollIntoViewIfNeeded();
			return (await this.entries.count()) >= count;
		});
	}

	/** Searches in the open list, and waits until only entries with this text are left. */
	async search(text: string): Promise<void> {
		await this.#frame.getByTestId('rlc-search').fill(text);
		await this.entries.filter({ hasNotText: text }).first().waitFor({ state: 'hidden' });
		await this.entries.filter({ hasText: text }).first().waitFor();
	}

	/** Opens the list and chooses the entry that is called so. */
	async pick(text: string): Promise<void> {
		await this.openList();
		await this.choose(text);
	}

	/** Chooses the entry of the open list that is called so. */
	async choose(text: string): Promise<void> {
		await this.entries.filter({ has: this.#page.getByText(text, { exact: true }) }).click();
	}

	/** Opens a list that cannot be loaded, and reads why. */
	async openFailingList(): Promise<string> {
		await this.#openList();
		const words = await this.#frame.getByTestId('rlc-error-container').innerText();
		await this.#page.keyboard.press('Escape');
		return words;
	}

	/** Types an ID or a name in place of an entry of the list. */
	async enter(mode: 'id' | 'name', text: string): Promise<void> {
		await this.#frame.getByTestId('rlc-mode-selector').click();
		await this.#page.getByTestId(`mode-${mode}`).click();
		await this.#input().fill(text);
		// The editor takes over what was typed a moment later. A timer of the page cannot overtake its own, however busy it is.
		await this.#page.evaluate(
			async (wait) => await new Promise((resolve) => setTimeout(resolve, wait)),
			TAKEN_OVER_WITHIN_MS,
		);
	}

	async #openList(): Promise<void> {
		await this.#input().click();
	}

	#input(): Locator {
		return this.#frame.getByTestId('rlc-input');
	}
}
