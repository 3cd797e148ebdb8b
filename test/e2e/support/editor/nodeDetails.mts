import type { Locator, Page } from 'playwright-core';

import { FieldCollection } from './fieldCollection.mts';
import { OutputPanel } from './outputPanel.mts';
import { ResourceLocator } from './resourceLocator.mts';
import { clipOf } from './screenshot.mts';

/** A node's details: input, parameters and output. */
export class NodeDetails {
	readonly output: OutputPanel;
	readonly #page: Page;

	constructor(page: Page) {
		this.#page = page;
		this.output = new OutputPanel(page);
	}

	get frame(): Locator {
		return this.#page.getByTestId('ndv');
	}

	/** Opens the dialog for a new credential, whether or not n8n has others of this type. */
	async createCredential(): Promise<void> {
		const slot = this.frame.getByTestId('node-credentials-slot');
		const first = slot.getByTestId('node-credentials-empty-state').getByRole('button');
		const choice = slot.getByTestId('node-credentials-select');
		await first.or(choice).click();
		const further = this.#page.getByTestId('node-credentials-select-item-new');
		const dialog = this.#page.getByTestId('credential-edit-dialog');
		await further.or(dialog).waitFor();
		if (await further.isVisible()) await further.click();
	}

	/** Opens the dialog of the credential that is chosen. */
	async editCredential(): Promise<void> {
		await this.frame.getByTestId('credential-edit-button').click();
	}

	/** Chooses one of the options that a parameter has. */
	async choose(parameter: string, option: string): Promise<void> {
		await this.frame.getByTestId(`parameter-input-${parameter}`).getByRole('combobox').click();
		const options = this.#page.getByRole('option');
		await options.filter({ has: this.#page.getByText(option, { exact: true }) }).click();
	}

	/** All that the form says. */
	async readForm(): Promise<string> {
		return await this.frame.getByTestId('node-parameters').innerText();
	}

	/** @param name the parameter's name, e.g. `leadId` */
	resourceLocator(name: string): ResourceLocator {
		return new ResourceLocator(this.#page, name);
	}

	/** @param placeholder what stands where fields are added, e.g. `Add field` */
	collection(placeholder: string): FieldCollection {
		return new FieldCollection(this.#page, placeholder);
	}

	/** Moves the parameters to the left, so that the output has more room. */
	async widenOutput(): Promise<void> {
		const { x, y, width, height } = await clipOf(this.frame.getByTestId('panel-drag-button'));
		const { mouse } = this.#page;
		await mouse.move(x + width / 2, y + height / 2);
		await mouse.down();
		await mouse.move(0, y + height / 2, { steps: 5 });
		await mouse.up();
	}

	/** Presses "Execute step", whatever it is called for this node. */
	async execute(): Promise<void> {
		await this.frame.getByTestId('node-execute-button').click();
	}

	/** Waits until the step has ended, which its output may show a little earlier. */
	async waitUntilDone(): Promise<void> {
		const button = this.frame.getByTestId('node-execute-button');
		await button.locator('[data-icon="flask-conical"]').waitFor();
	}

	/** Waits for n8n's word that the step cannot start, and reads why. */
	async readRefusal(): Promise<string> {
		const notice = this.#page.locator('.el-notification');
		return await notice.filter({ hasText: 'cannot start' }).innerText();
	}

	/** Waits until a trigger listens for a test event. */
	async waitUntilListening(): Promise<void> {
		await this.frame.getByTestId('trigger-listening').waitFor();
	}
}
