import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { isRoundedInteger, quoteBigIntegers } from './bigIntegers';

/** Whether a value is a JSON object: neither an array nor null. */
export function isJsonObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A JSON object: neither an array nor null. */
export const jsonObjectSchema = z.custom<IDataObject>(isJsonObject);

/**
 * Finds a key that could change the prototype of an object that the value is merged into.
 *
 * @param value parsed JSON
 * @returns the first such key (`__proto__`, or `constructor` holding `prototype`), if any
 */
export function findPrototypeKey(value: unknown): string | undefined {
	const waiting: unknown[] = [value];
	while (waiting.length > 0) {
		const current = waiting.pop();
		if (typeof current !== 'object' || current === null) continue;
		for (const [key, child] of Object.entries(current)) {
			if (key === '__proto__') return key;
			if (key === 'constructor' && isJsonObject(child) && Object.hasOwn(child, 'prototype')) {
				return 'constructor.prototype';
			}
			waiting.push(child);
		}
	}
	return undefined;
}

/**
 * Reads a value deep inside a parsed body without trusting its shape.
 *
 * @param body parsed JSON
 * @param path keys from the top, e.g. `['meta', 'next_cursor']`
 * @returns the value, or undefined where the path leads nowhere
 */
export function valueAt(body: unknown, path: readonly string[]): unknown {
	let current = body;
	for (const key of path) {
		if (!isJsonObject(current) || !Object.hasOwn(current, key)) return undefined;
		current = current[key];
	}
	return current;
}

/**
 * Finds the first value that is a number or a text that is not blank.
 *
 * @returns it as text
 */
export function firstText(...values: readonly unknown[]): string | undefined {
	return values
		.filter((value) => typeof value === 'string' || typeof value === 'number')
		.map(String)
		.find((value) => value.trim() !== '');
}

/** Texts that mean "no ID": zeros (also a UUID of zeros), negative numbers, and words for nothing. */
const NO_ID = /^(?:[0-]*|-\d+|null|nil|none|undefined|nan|n\/a|true|false)$/i;

/**
 * Reads the ID of a record or an event: a positive safe integer, or a text. Placeholders that APIs send
 * in place of an ID do not count: 0, a blank or negative one, the text `null`.
 *
 * @returns it as text
 */
export function readId(value: unknown): string | undefined {
	if (typeof value === 'number') {
		return Number.isSafeInteger(value) && value > 0 ? String(value) : undefined;
	}
	return typeof value === 'string' && !NO_ID.test(value.trim()) ? value : undefined;
}

/**
 * Finds a number that JSON cannot represent exactly, at any depth.
 *
 * @returns the first integer beyond ±(2^53 - 1), or bigint
 */
export function findInexactNumber(value: unknown): number | bigint | undefined {
	const waiting: unknown[] = [value];
	while (waiting.length > 0) {
		const current = waiting.pop();
		if (typeof current === 'bigint') return current;
		if (typeof current === 'number' && isRoundedInteger(current)) return current;
		if (typeof current !== 'object' || current === null) continue;
		for (const child of Object.values(current)) waiting.push(child);
	}
	return undefined;
}

/** A parsed JSON text, or the reason why it could not be parsed. */
export type ParsedJson = { ok: true; value: unknown } | { ok: false; reason: string };

/**
 * Parses JSON without throwing. An integer beyond ±(2^53 - 1), which JavaScript would round, becomes the
 * text of its digits. All else is as `JSON.parse` returns it: numbers with a fraction or an exponent have
 * the precision of a double.
 */
export function tryParseJson(text: string): ParsedJson {
	try {
		const value: unknown = JSON.parse(text);
		const exact = quoteBigIntegers(text);
		return { ok: true, value: exact === text ? value : JSON.parse(exact) };
	} catch (error) {
		return { ok: false, reason: error instanceof Error ? error.message : String(error) };
	}
}
