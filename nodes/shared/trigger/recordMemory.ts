import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

/** What is remembered of one record. */
export interface Remembered {
	/** A text that many records have in common, e.g. their status. */
	readonly label: string;
	/** A print of the record's contents; empty where contents are not remembered. */
	readonly print: string;
}

/** What is remembered of all records of a list, by `memoryKey`. */
export type RecordMemory = Map<string, Remembered>;

/** Characters of an ID's hash, 48 bits: among 50,000 records two have the same one in 1 of 200,000 accounts. */
const KEY_LENGTH = 8;
/** Characters of a print, 36 bits. */
const PRINT_LENGTH = 6;

const memorySchema = z.object({
	/** Whether each key is followed by a print. */
	hasPrints: z.boolean(),
	/** For each label the keys of its records, with their prints, in one text. */
	labels: z.array(z.tuple([z.string(), z.string()])),
});

/** The key under which a record is remembered, a hash of its ID. */
export function memoryKey(id: string): string {
	return createHash('sha256').update(id).digest('base64url').slice(0, KEY_LENGTH);
}

/** A print of a record's contents, whatever the order of its fields. */
export function printOf(record: IDataObject): string {
	const fields = Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1));
	return createHash('sha256')
		.update(JSON.stringify(fields))
		.digest('base64url')
		.slice(0, PRINT_LENGTH);
}

/** Whether a stored value is a memory, with prints of the records' contents or without. */
export function isMemory(stored: unknown, hasPrints: boolean): boolean {
	return parse(stored, hasPrints) !== undefined;
}

function parse(stored: unknown, hasPrints: boolean): z.infer<typeof memorySchema> | undefined {
	const { data } = memorySchema.safeParse(stored);
	return data?.hasPrints === hasPrints ? data : undefined;
}

/**
 * Reads what was stored.
 *
 * @param hasPrints whether the memory has prints of the records' contents
 * @returns undefined where nothing of that kind is stored
 */
export function readMemory(stored: unknown, hasPrints: boolean): RecordMemory | undefined {
	const found = parse(stored, hasPrints);
	if (found === undefined) return undefined;
	const length = KEY_LENGTH + (hasPrints ? PRINT_LENGTH : 0);
	const memory: RecordMemory = new Map();
	for (const [label, text] of found.labels) {
		for (let start = 0; start < text.length; start += length) {
			const entry = text.slice(start, start + length);
			memory.set(entry.slice(0, KEY_LENGTH), { label, print: entry.slice(KEY_LENGTH) });
		}
	}
	return memory;
}

/** Writes a memory as JSON: 8 bytes for each record, 14 with prints. */
export function writeMemory(memory: RecordMemory, hasPrints: boolean): IDataObject {
	const entries = new Map<string, string[]>();
	for (const [key, { label, print }] of memory) {
		const ofLabel = entries.get(label) ?? [];
		entries.set(label, ofLabel);
		ofLabel.push(hasPrints ? key + print : key);
	}
	return { hasPrints, labels: [...entries].map(([label, texts]) => [label, texts.join('')]) };
}
