import type { Locator, Page } from 'playwright-core';

import { clipOf, type Clip } from './screenshot.mts';

/** The dialog in which users enter a credential. */
export class CredentialDialog {
	readonly #page: Page;

	constructor(page: Page) {
		this.#page = page;
	}

	get frame(): Locator {
		return this.#page
			.getByRole('dialog')
			.filter({ has: this.#page.getByTestId('credential-name') });
	}

	/** Gives the credential a name of its own. */
	async rename(name: string): Promise<void> {
		const title = this.frame.getByTestId('credential-name');
		const preview = title.getByTestId('inline-edit-preview');
		await preview.click();
		await title.getByTestId('inline-edit-input').fill(name);
		await this.#page.keyboard.press('Enter');
		await preview.filter({ hasText: name }).waitFor();
	}

	/** The input of a field. */
	field(name: string): Locator {
		return this.frame.getByTestId(`parameter-input-${name}`).getByTestId('parameter-input-field');
	}

	/** The fields that are shown, by their labels, from top to bottom. */
	async labels(): Promise<string[]> {
		const labels = this.frame.getByTestId('credential-connection-parameter').locator('label');
		await labels.first().waitFor();
		return (await labels.allInnerTexts()).map((label) => /^[^*\n]*/.exec(label)?.[0].trim() ?? '');
	}

	/** Where the link to the documentation leads. */
	async documentationUrl(): Promise<string | null> {
		return await this.frame.getByRole('link', { name: 'docs' }).getAttribute('href');
	}

	/** Saves a credential that n8n finds to be wrong, and reads why. */
	async saveInVain(fields: Readonly<Record<string, string>>): Promise<string> {
		await this.#save(fields);
		const more = this.frame.getByText('More details');
		await more.click();
		await more.waitFor({ state: 'hidden' });
		return await this.frame.getByTestId('node-credentials-config-container').innerText();
	}

	/** Saves a credential that n8n finds to be right; the dialog closes by itself. */
	async saveWell(fields: Readonly<Record<string, string>>): Promise<void> {
		await this.#save(fields);
		await this.frame.waitFor({ state: 'hidden' });
	}

	/** Waits for the word that the connection was tested. */
	async waitForSuccess(): Promise<void> {
		await this.frame.getByTestId('credentials-config-container-test-success').waitFor();
	}

	/** Shows another text in a field, for a picture: the sandbox has another address in each run. */
	async showInstead(name: string, text: string): Promise<void> {
		await this.field(name).evaluate((input: { value: string }, shown) => {
			input.value = shown;
		}, text);
	}

	/** Where the dialog is on the page. */
	async clip(): Promise<Clip> {
		return await clipOf(this.frame.locator('.el-dialog'));
	}

	async #save(fields: Readonly<Record<string, string>>): Promise<void> {
		for (const [name, value] of Object.entries(fields)) await this.field(name).fill(value);
		await this.frame.getByTestId('credential-save-button').click();
	}
}
