import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

/**
 * Tells whether a value is an object as JSON has it: neither an array nor null.
 *
 * @param value anything
 */
export function isJsonObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object as JSON has it: neither an array nor null. */
export const jsonObjectSchema = z.custom<IDataObject>(isJsonObject);

/**
 * Finds keys through which a JSON text could change the prototype of objects it is merged into.
 *
 * @param value parsed JSON
 * @returns the first such key (`__proto__`, or `constructor` holding `prototype`), if there is one
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
 * Finds the first value that is a text or a number with something in it.
 *
 * @param values any values
 * @returns it as text
 */
export function firstText(...values: readonly unknown[]): string | undefined {
	return values
		.filter((value) => typeof value === 'string' || typeof value === 'number')
		.map(String)
		.find((value) => value.trim() !== '');
}

/** A text that was parsed as JSON, or the reason why it could not be. */
export type ParsedJson = { ok: true; value: unknown } | { ok: false; reason: string };

/**
 * Parses JSON without throwing.
 *
 * @param text what should be JSON
 */
export function tryParseJson(text: string): ParsedJson {
	try {
		const value: unknown = JSON.parse(text);
		return { ok: true, value };
	} catch (error) {
		return { ok: false, reason: error instanceof Error ? error.message : String(error) };
	}
}
