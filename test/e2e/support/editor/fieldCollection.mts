import type { Page } from 'playwright-core';

/** A collection of fields that are added one by one. */
export class FieldCollection {
	readonly #page: Page;
	readonly #placeholder: string;

	/** @param placeholder what stands where fields are added, e.g. `Add field` */
	constructor(page: Page, placeholder: string) {
		this.#page = page;
		this.#placeholder = placeholder;
	}

	/** Adds a field by its label. */
	async add(label: string): Promise<void> {
		await this.#page.getByTestId('ndv').getByPlaceholder(this.#placeholder).first().click();
		const options = this.#page.getByTestId('collection-parameter-option');
		await options.filter({ has: this.#page.getByText(label, { exact: true }) }).click();
	}
}
