import { createHmac, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import { listKeys } from './secretForms';
import type { Key } from './secretForms';
import { readSignatureHeaders } from './signatureHeaders';
import type { Claim, DeliveryHeaders } from './signatureHeaders';
import { listContents, readMeaning } from './signedContents';
import type { Content } from './signedContents';
import { readTime } from './signedTimes';

export type { DeliveryHeaders } from './signatureHeaders';

/** What a delivery is checked against. */
export interface SignaturePolicy {
	/** Secrets of which any may have signed; without one nothing is accepted. */
	readonly secrets: readonly string[];
	/** Name of the header with the signature; all that name themselves one where it is undefined. */
	readonly header: string | undefined;
	/** How far a signed time may lie from now, in seconds, back or ahead. */
	readonly toleranceSeconds: number;
	/** The present, in ms since 1970. */
	readonly now: number;
	/** The method of the request, such as `POST`. */
	readonly method: string;
	/** The webhook's address as it was registered; never what a request calls it. */
	readonly urls: readonly string[];
}

/** What a signature proves beyond that it is one. */
export interface Verification {
	/** The delivery's ID, where it was signed and cannot be read in two ways. */
	readonly signedId: string | undefined;
}

/** MACs that are made of one delivery at most, so that a forged one costs little. */
const MOST_MACS = 80;
/** Bytes that are hashed for them; a MAC of nothing takes as long as hashing some more. */
const MOST_BYTES = 1_048_576;
const BYTES_PER_MAC = 1024;
/** MACs that are made with each key, however long the body is. */
const FEWEST_PER_KEY = 4;

/**
 * Checks whether a delivery was signed by someone who knows a secret: HMAC-SHA256 over the raw bytes,
 * in any of the ways that `signatureConventions.ts` lists. The algorithm is documented, the ways are
 * our reading. A time that was signed has to be within the tolerance; one that was not says nothing.
 * Never throws.
 *
 * @param rawBody the body's bytes as they were received
 * @returns undefined for a delivery that was not signed so
 */
export function verifySignature(
	rawBody: Uint8Array,
	headers: DeliveryHeaders,
	policy: SignaturePolicy,
): Verification | undefined {
	const { claims, times, ids } = readSignatureHeaders(headers, policy.header);
	const keys = listKeys(policy.secrets);
	if (claims.length === 0 || keys.length === 0) return undefined;
	const contents = listContents(rawBody, {
		times: distinct([...claims.map(({ time }) => time), ...times]),
		ids: distinct(ids),
		versions: distinct(claims.map(({ version }) => version)),
		method: policy.method,
		urls: policy.urls,
	});
	let left = mostMacs(rawBody.length, keys.length);
	for (const { key, content } of listAttempts(keys, contents, policy)) {
		if (left-- === 0) break;
		const expected = computeMac(key, content, rawBody);
		const isRight = claims.some(
			(claim) => mayHaveSigned(claim, content) && timingSafeEqual(claim.mac, expected),
		);
		const meaning = isRight ? readMeaning(content, policy.urls) : undefined;
		if (meaning === undefined) continue;
		if (meaning.time === undefined || isRecent(meaning.time, policy))
			return { signedId: meaning.id };
	}
	return undefined;
}

function distinct(texts: ReadonlyArray<string | undefined>): string[] {
	return [...new Set(texts.filter((text) => text !== undefined))];
}

/** Tries what is common with every key, and everything else only with what secrets likely mean. */
function* listAttempts(
	keys: readonly Key[],
	contents: Iterable<Content>,
	policy: SignaturePolicy,
): Generator<{ key: KeyObject; content: Content }> {
	for (const content of contents) {
		if (content.time !== undefined && !isRecent(readTime(content.time), policy)) continue;
		for (const { key, isLikely } of keys) {
			if (content.isCommon || isLikely) yield { key, content };
		}
	}
}

function mostMacs(bodyBytes: number, keys: number): number {
	const affordable = Math.floor(MOST_BYTES / (bodyBytes + BYTES_PER_MAC));
	return Math.max(Math.min(affordable, MOST_MACS), keys * FEWEST_PER_KEY);
}

/** A signature counts for the time that stands beside it, if there is one, and for its own version. */
function mayHaveSigned(claim: Claim, { time, version }: Content): boolean {
	if (version !== undefined && version !== claim.version) return false;
	if (time === undefined) return !claim.signsTime;
	return claim.time === undefined || claim.time === time;
}

function isRecent(time: number | undefined, { now, toleranceSeconds }: SignaturePolicy): boolean {
	return time !== undefined && Math.abs(now - time) <= toleranceSeconds * 1000;
}

function computeMac(key: KeyObject, { before, after }: Content, rawBody: Uint8Array): Buffer {
	return createHmac('sha256', key).update(before).update(rawBody).update(after).digest();
}
