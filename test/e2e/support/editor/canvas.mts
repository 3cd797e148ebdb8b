import type { Locator, Page } from 'playwright-core';

import { clipOf, type Clip } from './screenshot.mts';

/** Room around what a picture shows, in pixels; names of nodes reach out of them. */
const MARGIN = 60;

/** The canvas of a workflow. */
export class Canvas {
	readonly #page: Page;

	constructor(page: Page) {
		this.#page = page;
	}

	/** Opens a workflow that n8n has stored. */
	async open(workflowId: string): Promise<void> {
		await this.#page.goto(`/workflow/${workflowId}`);
		await this.#nodes().first().waitFor();
		for (const node of await this.#nodes().all()) {
			await node.locator('.n8n-node-icon').locator('img, svg').first().waitFor();
		}
	}

	/** Begins a workflow and opens the nodes panel for its first step. */
	async addFirstStep(): Promise<void> {
		await this.#page.goto('/workflow/new');
		await this.#page.getByTestId('canvas-add-button').click();
		await this.#page.getByTestId('node-creator').waitFor();
	}

	/** Opens the nodes panel for the step after the last one. */
	async addNextStep(): Promise<void> {
		await this.#page.getByTestId('canvas-handle-plus').last().click();
		await this.#page.getByTestId('node-creator').waitFor();
	}

	/** Opens the details of a node. */
	async openNode(name: string): Promise<void> {
		await this.#node(name).dblclick();
		await this.#page.getByTestId('node-parameters').waitFor();
	}

	/** The address of a node's icon, below n8n's origin. */
	async iconOf(name: string): Promise<string> {
		return (await this.#node(name).locator('img').getAttribute('src')) ?? '';
	}

	/** What stands under the name of a node. */
	async subtitleOf(name: string): Promise<string> {
		const text = await this.#node(name).innerText();
		return text.split('\n')[1] ?? '';
	}

	/** The part of the page that nodes and sticky notes take, with some room around it. */
	async clip(): Promise<Clip> {
		const shown = await this.#nodes().or(this.#page.getByTestId('sticky')).all();
		const clips = await Promise.all(shown.map(clipOf));
		const x = Math.min(...clips.map((clip) => clip.x)) - MARGIN;
		const y = Math.min(...clips.map((clip) => clip.y)) - MARGIN;
		const right = Math.max(...clips.map((clip) => clip.x + clip.width)) + MARGIN;
		const bottom = Math.max(...clips.map((clip) => clip.y + clip.height)) + MARGIN;
		return { x, y, width: right - x, height: bottom - y };
	}

	#nodes(): Locator {
		return this.#page.getByTestId('canvas-node');
	}

	#node(name: string): Locator {
		return this.#nodes().filter({ has: this.#page.getByText(name, { exact: true }) });
	}
}
