import { ParameterError } from '../../failures';
import type { Fields } from '../../fields';
import type { ParameterSource } from '../parameters';
import { readParameter } from '../parameters';
import { readChoices, withChoices } from './form';
import type { MetadataRow } from './metadata';
import { canBecomeMetadata, joinMetadata } from './metadata';
import { ColumnReport } from './report';
import type { Row } from './row';
import { nameColumns, readRow } from './row';
import { toColumnKey } from './spellings';
import type { Place, Target } from './targets';
import { indexTargets, listTargets } from './targets';

/** Which parameters of an operation may come from the columns of its items. */
export interface ColumnsDefinition<Name extends string> {
	/** Their names. Of a collection, its fields may. */
	readonly parameters: readonly Name[];
	/** What parameters hold whose names are too general, e.g. `{ name: 'dealName' }`: keys of the spellings' table. */
	readonly meanings?: Readonly<Record<string, string>>;
}

/** One item's parameters, from its columns. */
export interface ReadItem {
	readonly source: ParameterSource;
	/** Does something with the values, and names the column in an error that names the parameter. */
	readonly explain: <Result>(work: () => Result) => Result;
}

/** Reads the items of one run. */
export interface ColumnReader {
	/**
	 * @returns undefined where the item's values are filled in in the form
	 * @throws {ParameterError} where columns contradict each other, or one is missing
	 */
	readonly read: (source: ParameterSource) => ReadItem | undefined;
	/** Says which column went where. */
	readonly hints: () => string[];
}

/** Names of the parameters by which records are matched, and the field where there is no choice. */
const MATCH = { value: 'matchValue', by: 'matchBy', otherwise: 'email' };
const METADATA = 'metadata';
/** How many names of columns an error suggests. */
const NAMED_SPELLINGS = 4;

/** What of an operation may come from columns. */
interface Layout {
	/** All parameters of the operation. */
	readonly parameters: Fields;
	/** Those that may come from a column of their own. */
	readonly single: Fields;
	readonly hasMatchValue: boolean;
	/** The collection whose fields may. */
	readonly collection: { readonly name: string; readonly fields: Fields };
	readonly hasMetadata: boolean;
	readonly targets: readonly Target[];
}

/**
 * Lets parameters come from the columns of the item, e.g. of a spreadsheet's row, where the user wants it:
 * each column goes to the field that is called like it. Values are read by the same fields as those of the
 * form. A match value is that of the field by which the operation matches.
 *
 * @param parameters all of the operation, in the order of the form
 */
export function mapColumns(
	parameters: Fields,
	{ parameters: names, meanings = {} }: ColumnsDefinition<string>,
): {
	/** The parameters and the choices of the user, in the order of the form. */
	readonly form: Fields;
	readonly startReading: () => ColumnReader;
} {
	const mapped = new Set(names);
	const chosen = Object.entries(parameters).filter(([name]) => mapped.has(name));
	const [collectionName = '', collection] =
		chosen.find(([, { fields }]) => fields !== undefined) ?? [];
	const fields = collection?.fields ?? {};
	const single = Object.fromEntries(
		chosen.filter(([name]) => name !== collectionName && name !== MATCH.value),
	);
	const hasMetadata = Object.hasOwn(fields, METADATA);
	// Made by the first run: n8n's start does not need it.
	let layout: Layout | undefined;
	return {
		form: withChoices(parameters, mapped, hasMetadata),
		startReading: () => {
			layout ??= {
				parameters,
				single,
				hasMatchValue: mapped.has(MATCH.value),
				collection: { name: collectionName, fields },
				hasMetadata,
				targets: listTargets({ ...single, ...fields }, meanings),
			};
			return createReader(layout);
		},
	};
}

function createReader(layout: Layout): ColumnReader {
	const places = indexTargets(layout.targets);
	const report = new ColumnReport();
	const known = new Map<string, { key: string; place: Place | undefined }>();
	const lookUp = (column: string) => {
		const before = known.get(column);
		if (before !== undefined) return before;
		const key = toColumnKey(column);
		const found = { key, place: places.get(key) };
		known.set(column, found);
		return found;
	};
	return {
		read: (source) => {
			const choices = readChoices(source, layout.hasMetadata);
			if (choices === undefined) return undefined;
			const row = readRow(source.item?.() ?? {}, lookUp, choices.inputsToIgnore);
			const item = new MappedItem(layout, row, source);
			item.fillIn(choices.keepsUnmatched, report);
			return item;
		},
		hints: () => report.toHints(),
	};
}

/** The parameters of one item, from its columns. */
class MappedItem implements ReadItem {
	readonly source: ParameterSource;
	readonly #layout: Layout;
	readonly #row: Row;
	readonly #form: ParameterSource;
	/** Raw values by parameter name. */
	readonly #values = new Map<string, unknown>();
	readonly #labels = new Map<string, string>();

	constructor(layout: Layout, row: Row, form: ParameterSource) {
		this.#layout = layout;
		this.#row = row;
		this.#form = form;
		this.source = {
			...form,
			labels: this.#labels,
			raw: (name, field) =>
				this.#values.has(name) ? this.#values.get(name) : form.raw(name, field),
		};
	}

	/**
	 * Takes the values from the columns.
	 *
	 * @param keepsUnmatched whether columns without a field become metadata
	 * @throws {ParameterError} where a required one is missing, or there is none at all
	 */
	fillIn(keepsUnmatched: boolean, report: ColumnReport): void {
		const { single, hasMatchValue, collection, hasMetadata } = this.#layout;
		const matchField = hasMatchValue ? this.#readMatchField() : undefined;
		const fields = new Map<string, unknown>();
		for (const { name, displayName } of this.#layout.targets) {
			const isMatch = name === matchField;
			const isSingle = isMatch || Object.hasOwn(single, name);
			const cell = this.#row.cells.get(name);
			if (cell === undefined) {
				if (isMatch || single[name]?.property.required === true) throw this.#missing(name);
				if (isSingle) this.#values.set(name, undefined);
				continue;
			}
			const parameter = isMatch ? MATCH.value : name;
			(isSingle ? this.#values : fields).set(parameter, cell.value);
			this.#labels.set(parameter, nameColumns(cell.columns));
			report.sent(displayName, cell.columns);
		}
		const kept = this.#keepUnmatched(hasMetadata && keepsUnmatched, report);
		if (hasMetadata) fields.set(METADATA, joinMetadata(this.#row.cells.get(METADATA), kept));
		const values = [...this.#values.values(), ...fields.values()];
		if (values.every((value) => value === undefined)) throw this.#nothing();
		this.#values.set(collection.name, Object.fromEntries(fields));
	}

	/** Those columns without a field that become metadata; the report gets all. */
	#keepUnmatched(keeps: boolean, report: ColumnReport): MetadataRow[] {
		const rows: MetadataRow[] = [];
		for (const [key, value] of this.#row.unmatched) {
			if (keeps && canBecomeMetadata(key, value)) {
				rows.push({ key, value });
				report.becameMetadata(key);
			} else report.leftOut(key);
		}
		return rows;
	}

	explain<Result>(work: () => Result): Result {
		let failure: unknown;
		try {
			return work();
		} catch (error) {
			failure = error;
		}
		throw this.#nameColumn(failure);
	}

	/** An error of the operation names a parameter by its label: here, the column had the value. */
	#nameColumn(failure: unknown): unknown {
		if (!(failure instanceof ParameterError)) return failure;
		const { message, advice } = failure;
		for (const [name, label] of this.#labels) {
			const displayName = this.#layout.parameters[name]?.property.displayName;
			if (displayName !== undefined && message.startsWith(`${displayName} `)) {
				return new ParameterError(`${label}${message.slice(displayName.length)}`, advice);
			}
		}
		return failure;
	}

	/** The field whose column has the match value. */
	#readMatchField(): string {
		const field = this.#layout.parameters[MATCH.by];
		return field === undefined
			? MATCH.otherwise
			: String(readParameter(MATCH.by, field, this.#form));
	}

	#missing(name: string): ParameterError {
		const target = this.#layout.targets.find((one) => one.name === name);
		const displayName = target?.displayName ?? name;
		const blank = this.#row.blank.get(name);
		if (blank !== undefined) {
			return new ParameterError(
				`${nameColumns([blank])} is empty, but ${displayName} is required`,
				'Fill it in, or leave out such items before this node, e.g. with a Filter node.',
			);
		}
		const names = (target?.spellings ?? []).slice(0, NAMED_SPELLINGS).map((one) => `"${one}"`);
		return new ParameterError(
			`No column for ${displayName}: the item has none that is called ${names.join(', ')} or the like`,
			'Rename a column, e.g. with an Edit Fields node before this one, or fill in the fields in the form: Data to Send > Define Below for Each Field.',
		);
	}

	#nothing(): ParameterError {
		return new ParameterError(
			'No column has a value for a field, so there is nothing to send',
			'Rename the columns to what the fields are called, or fill in the fields in the form: Data to Send > Define Below for Each Field.',
		);
	}
}
