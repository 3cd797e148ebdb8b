import { ParameterError } from '../../failures';
import type { Fields } from '../../fields';
import type { ParameterSource } from '../parameters';
import { readParameter } from '../parameters';
import { readChoices, withChoices } from './form';
import { canBecomeMetadata, joinMetadata } from './metadata';
import { ColumnReport } from './report';
import type { Cell, Row } from './row';
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
	const layout: Layout = {
		parameters,
		single,
		hasMatchValue: mapped.has(MATCH.value),
		collection: { name: collectionName, fields },
		hasMetadata: Object.hasOwn(fields, METADATA),
		targets: listTargets({ ...single, ...fields }, meanings),
	};
	return {
		form: withChoices(parameters, mapped, layout.hasMetadata),
		startReading: () => createReader(layout),
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
	 * @throws {ParameterError} where a required one is missing, or there is none at all
	 */
	fillIn(keepsUnmatched: boolean, report: ColumnReport): void {
		const { single, hasMatchValue, collection, hasMetadata } = this.#layout;
		const matchField = hasMatchValue ? this.#readMatchField() : undefined;
		const fields = new Map<string, unknown>();
		const sent: Array<[string, Cell]> = [];
		for (const { name, displayName } of this.#layout.targets) {
			const cell = this.#row.cells.get(name);
			const parameter = name === matchField ? MATCH.value : name;
			const isRequired = name === matchField || single[name]?.property.required === true;
			if (cell === undefined && isRequired) throw this.#missing(name);
			if (cell === undefined) continue;
			const isSingle = name === matchField || Object.hasOwn(single, name);
			(isSingle ? this.#values : fields).set(parameter, cell.value);
			this.#labels.set(parameter, nameColumns(cell.columns));
			sent.push([displayName, cell]);
		}
		const metadata = hasMetadata
			? this.#readMetadata(keepsUnmatched ? this.#row.unmatched : new Map())
			: undefined;
		if (metadata === undefined) fields.delete(METADATA);
		else fields.set(METADATA, metadata);
		if (fields.size + this.#values.size === 0) throw this.#nothing();
		for (const name of Object.keys(single)) {
			if (!this.#values.has(name)) this.#values.set(name, undefined);
		}
		this.#values.set(collection.name, Object.fromEntries(fields));
		for (const [displayName, { columns }] of sent) report.sent(displayName, columns);
		for (const [column, value] of this.#row.unmatched) {
			const isKept = hasMetadata && keepsUnmatched && canBecomeMetadata(column, value);
			if (isKept) report.becameMetadata(column);
			else report.leftOut(column);
		}
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

	#readMetadata(unmatched: ReadonlyMap<string, unknown>): unknown {
		const rows = [...unmatched]
			.filter(([column, value]) => canBecomeMetadata(column, value))
			.map(([key, value]) => ({ key, value }));
		return joinMetadata(this.#row.cells.get(METADATA), rows);
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
