import { ApiError } from '../apiError.mts';
import { ListCache, matchesSearch, sortRecords } from '../listing.mts';
import type { Switches } from './switches.mts';

/** What leads and contacts have in common. */
export interface StoredRecord extends Record<string, unknown> {
	cstid: number;
	ct_number: string;
	cstname: string;
	cstemail: string | null;
}

/** What a list is asked for, whatever the page. */
export interface ListOrder {
	search?: string | undefined;
	sortBy?: string | undefined;
	sortOrder?: 'asc' | 'desc' | undefined;
	/** The fields that must have these values; nothing where any value will do. */
	wanted: Record<string, unknown>;
}

/** The records of one kind in one organisation; their ids count upwards. */
export class Records<Entry extends StoredRecord> {
	readonly #label: string;
	readonly #numberPrefix: string;
	readonly #switches: () => Switches;
	readonly #entries = new Map<number, Entry>();
	readonly #lists = new ListCache<Entry>();
	#lastId = 0;

	/**
	 * @param label such as `Lead`, for what is said about them
	 * @param numberPrefix such as `LED`
	 */
	constructor(label: string, numberPrefix: string, switches: () => Switches) {
		this.#label = label;
		this.#numberPrefix = numberPrefix;
		this.#switches = switches;
	}

	/** Oldest first. */
	get all(): Entry[] {
		return [...this.#entries.values()];
	}

	/** The next id and the number that goes with it, such as 42 and `LED-0042`. */
	nextNumbers(): Pick<StoredRecord, 'cstid' | 'ct_number'> {
		const cstid = ++this.#lastId;
		return { cstid, ct_number: `${this.#numberPrefix}-${String(cstid).padStart(4, '0')}` };
	}

	/** Puts a record in the place of the one with its id, or at the end. */
	put(entry: Entry): Entry {
		this.#entries.set(entry.cstid, entry);
		this.#lists.clear();
		return entry;
	}

	find(id: number): Entry | undefined {
		return this.#entries.get(id);
	}

	/**
	 * @throws ApiError 400 when there is none
	 */
	get(id: number): Entry {
		const entry = this.find(id);
		if (entry === undefined) throw this.#notFound();
		return entry;
	}

	/**
	 * @throws ApiError 400 when there is none
	 */
	delete(id: number): void {
		if (!this.#entries.delete(id)) throw this.#notFound();
		this.#lists.clear();
	}

	/** The records that match, newest first unless the order or the switch `sorting` says otherwise. */
	list({ search, sortBy, sortOrder, wanted }: ListOrder): readonly Entry[] {
		const { sorting, unlisted } = this.#switches();
		const conditions = Object.entries(wanted).filter(([, value]) => value !== undefined);
		return this.#lists.get({ search, sortBy, sortOrder, conditions, sorting, unlisted }, () => {
			const found = this.all.filter(
				(entry) =>
					!unlisted.includes(entry.cstid) &&
					conditions.every(([field, value]) => entry[field] === value) &&
					matchesSearch([entry.cstname, entry.cstemail], search),
			);
			switch (sorting) {
				case 'honoured':
					return sortRecords(found, sortBy ?? 'cstid', sortOrder ?? (sortBy ? 'asc' : 'desc'));
				case 'ignored':
					return found;
				case 'ignoredNewestFirst':
					return found.reverse();
				case 'ignoredByName':
					return sortRecords(found, 'cstname', 'asc');
			}
		});
	}

	#notFound(): ApiError {
		return new ApiError(400, `${this.#label} not found.`);
	}
}
