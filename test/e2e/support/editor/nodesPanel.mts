import type { Locator, Page } from 'playwright-core';

/** What the panel offers of one product. */
export interface OfferedSteps {
	readonly triggers: readonly string[];
	readonly actions: readonly string[];
}

/** The panel with all nodes, in which users look for the next step. */
export class NodesPanel {
	readonly #page: Page;

	constructor(page: Page) {
		this.#page = page;
	}

	get frame(): Locator {
		return this.#page.getByTestId('node-creator');
	}

	/** Searches, and opens the product of this name among what is found. */
	async open(search: string, product: string): Promise<void> {
		await this.#searchAndClick(search, product);
		await this.frame.getByText('Node details', { exact: true }).waitFor();
	}

	/** Searches, and adds the node of this name. */
	async add(search: string, step: string): Promise<void> {
		await this.#searchAndClick(search, step);
		await this.frame.waitFor({ state: 'hidden' });
	}

	/** Adds one of the steps that the opened product offers. */
	async choose(step: string): Promise<void> {
		await this.#item(step).click();
	}

	/** Reads what the opened product offers, with both lists unfolded. */
	async read(): Promise<OfferedSteps> {
		return {
			triggers: await this.readTriggers(),
			actions: await this.readActions(),
		};
	}

	/** Reads the triggers that the opened product offers. */
	async readTriggers(): Promise<string[]> {
		return await this.#readCategory('Triggers');
	}

	/** Reads the actions that the opened product offers. */
	async readActions(): Promise<string[]> {
		return await this.#readCategory('Actions');
	}

	/** Waits for as many steps as the category's title says. */
	async #readCategory(category: string): Promise<string[]> {
		const title = this.frame
			.getByTestId('node-creator-category-item')
			.filter({ hasText: category });
		const count = Number(/\((\d+)\)/.exec(await title.innerText())?.[1]);
		const list = title.locator('..');
		if ((await list.getAttribute('data-category-collapsed')) === 'true') await title.click();
		const steps = list.getByTestId('node-creator-item-name');
		await steps.nth(count - 1).waitFor();
		return await steps.allInnerTexts();
	}

	async #searchAndClick(search: string, name: string): Promise<void> {
		await this.frame.getByTestId('node-creator-search-bar').fill(search);
		await this.#item(name).first().click();
	}

	#item(name: string): Locator {
		return this.frame
			.getByTestId('node-creator-item-name')
			.filter({ has: this.#page.getByText(name, { exact: true }) });
	}
}
