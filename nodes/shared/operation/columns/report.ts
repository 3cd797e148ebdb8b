import { show } from '../../fields/show';

/** Columns of one kind that a hint names at most. */
const MOST_NAMED = 30;

/** Collects which column went where, over all items of a run. */
export class ColumnReport {
	readonly #byField = new Map<string, Set<string>>();
	readonly #metadata = new Set<string>();
	readonly #leftOut = new Set<string>();

	/** @param displayName the field's label */
	sent(displayName: string, columns: readonly string[]): void {
		let known = this.#byField.get(displayName);
		if (known === undefined) this.#byField.set(displayName, (known = new Set()));
		for (const column of columns) known.add(column);
	}

	becameMetadata(column: string): void {
		this.#metadata.add(column);
	}

	leftOut(column: string): void {
		this.#leftOut.add(column);
	}

	/** One hint, unless no item had columns. */
	toHints(): string[] {
		const sent = [...this.#byField].map(
			([field, columns]) => `${field} (${nameAll([...columns])})`,
		);
		const sentences = [
			...(sent.length === 0 ? [] : [`From columns: ${sent.join(', ')}.`]),
			...(this.#metadata.size === 0 ? [] : [`As metadata: ${nameAll([...this.#metadata])}.`]),
			...(this.#leftOut.size === 0
				? []
				: [`Left out, since no field is called so: ${nameAll([...this.#leftOut])}.`]),
		];
		return sentences.length === 0 ? [] : [sentences.join(' ')];
	}
}

function nameAll(columns: readonly string[]): string {
	const names = columns.slice(0, MOST_NAMED).map((column) => `"${show(column)}"`);
	const more = columns.length - names.length;
	return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
