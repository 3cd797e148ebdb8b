import { createHmac, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import { listKeys } from './secretForms';
import type { Key } from './secretForms';
import { UNTOLD_VERSION } from './signatureConventions';
import { readSignatureHeaders } from './signatureHeaders';
import type { Claim, DeliveryHeaders } from './signatureHeaders';
import { listContents, readMeaning } from './signedContents';
import type { Content, Ingredients } from './signedContents';
import { readTime } from './signedTimes';

export type { DeliveryHeaders } from './signatureHeaders';

/** How a delivery's signature is checked. */
export interface SignaturePolicy {
	/** Secrets, any of which may have signed; without one, nothing is accepted. */
	readonly secrets: readonly string[];
	/** Name of the header with the signature; where undefined, all headers named like a signature. */
	readonly header: string | undefined;
	/** How far a signed time may lie in the past or the future, in seconds. */
	readonly toleranceSeconds: number;
	/** The present, in ms since 1970. */
	readonly now: number;
	/** The method of the request, such as `POST`. */
	readonly method: string;
	/** The webhook's address as registered; never taken from the request. */
	readonly urls: readonly string[];
	/** Conventions of earlier deliveries; undefined where there were none, so that all are tried. */
	readonly known?: KnownConventions;
}

/** Conventions that genuine deliveries to a webhook were signed by. */
export interface KnownConventions {
	readonly conventions: readonly Convention[];
	/** Whether all others may be tried, too. Asked only after a signature by a known one was not found. */
	readonly maySearch: () => boolean;
}

/** How a delivery was signed. */
export interface Convention {
	/** What was signed, as `listContents` names it. */
	readonly content: string;
	/** Which of `SECRET_FORMS` the key was, by index. */
	readonly keyForm: number;
}

/** What a signature proves beyond that it is one. */
export interface Verification {
	/** The delivery's ID, where it is signed and unambiguous. */
	readonly signedId: string | undefined;
	readonly convention: Convention;
}

/** Most MACs computed for one delivery, so that a forged one costs little. */
const MOST_MACS = 120;
/** Most bytes hashed for them; the fixed cost of a MAC counts as some bytes more. */
const MOST_BYTES = 1_048_576;
const BYTES_PER_MAC = 1024;
/** Fewest MACs computed with each key, however long the body is. */
const FEWEST_PER_KEY = 4;

/**
 * Checks whether a delivery was signed with a known secret: HMAC-SHA256 over the raw bytes, by any of
 * the conventions in `signatureConventions.ts`, in constant-time comparisons. The algorithm is
 * documented, the conventions are our reading. A signed time has to be within the tolerance; an unsigned
 * one is ignored. Never throws.
 *
 * @param rawBody the body's bytes as received
 * @returns undefined where the signature is missing or wrong
 */
export function verifySignature(
	rawBody: Uint8Array,
	headers: DeliveryHeaders,
	policy: SignaturePolicy,
): Verification | undefined {
	const { claims, times, ids } = readSignatureHeaders(headers, policy.header);
	const keys = listKeys(policy.secrets);
	if (claims.length === 0 || keys.length === 0) return undefined;
	const ingredients = {
		times: distinct([...claims.map(({ time }) => time), ...times]),
		ids: distinct(ids),
		versions: distinct([...claims.map(({ version }) => version), UNTOLD_VERSION]),
		method: policy.method,
		urls: policy.urls,
	};
	let left = mostMacs(rawBody.length, keys.length);
	for (const { key, form, content } of listAttempts(rawBody, ingredients, keys, policy)) {
		if (left-- === 0) break;
		const expected = computeMac(key, content, rawBody);
		const isRight = claims.some(
			(claim) => mayHaveSigned(claim, content) && timingSafeEqual(claim.mac, expected),
		);
		const meaning = isRight ? readMeaning(content, policy.urls) : undefined;
		if (meaning === undefined) continue;
		if (meaning.time === undefined || isRecent(meaning.time, policy)) {
			return {
				signedId: meaning.id,
				convention: { content: content.form, keyForm: form },
			};
		}
	}
	return undefined;
}

function distinct(texts: ReadonlyArray<string | undefined>): string[] {
	return [...new Set(texts.filter((text) => text !== undefined))];
}

interface Attempt {
	readonly key: KeyObject;
	readonly form: number;
	readonly content: Content;
}

/** Known conventions come first. Of the others, common contents are tried with every key, all others with the likely keys only. */
function* listAttempts(
	rawBody: Uint8Array,
	ingredients: Ingredients,
	keys: readonly Key[],
	policy: SignaturePolicy,
): Generator<Attempt> {
	const known = policy.known?.conventions ?? [];
	const isKnown = (content: string, keyForm: number): boolean =>
		known.some((one) => one.content === content && one.keyForm === keyForm);
	const isRecentContent = ({ time }: Content): boolean =>
		time === undefined || isRecent(readTime(time), policy);
	if (known.length > 0) {
		const isWanted = (form: string): boolean => known.some(({ content }) => content === form);
		for (const content of listContents(rawBody, ingredients, isWanted)) {
			if (!isRecentContent(content)) continue;
			for (const { key, form } of keys) {
				if (isKnown(content.form, form)) yield { key, form, content };
			}
		}
		if (policy.known?.maySearch() === false) return;
	}
	for (const content of listContents(rawBody, ingredients)) {
		if (!isRecentContent(content)) continue;
		for (const { key, form, isLikely } of keys) {
			if ((content.isCommon || isLikely) && !isKnown(content.form, form)) {
				yield { key, form, content };
			}
		}
	}
}

function mostMacs(bodyBytes: number, keys: number): number {
	const affordable = Math.floor(MOST_BYTES / (bodyBytes + BYTES_PER_MAC));
	return Math.max(Math.min(affordable, MOST_MACS), keys * FEWEST_PER_KEY);
}

/** A signature covers the time beside it, if any, and its own version, if it is told. */
function mayHaveSigned(claim: Claim, { time, version }: Content): boolean {
	const isOther = ![undefined, version].includes(claim.version);
	if (version !== undefined && isOther) return false;
	if (time === undefined) return !claim.signsTime;
	return claim.time === undefined || claim.time === time;
}

function isRecent(time: number | undefined, { now, toleranceSeconds }: SignaturePolicy): boolean {
	return time !== undefined && Math.abs(now - time) <= toleranceSeconds * 1000;
}

function computeMac(key: KeyObject, { before, after }: Content, rawBody: Uint8Array): Buffer {
	return createHmac('sha256', key).update(before).update(rawBody).update(after).digest();
}
