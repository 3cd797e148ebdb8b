import { decodeStepwise } from './decodedText';

/** Most consecutive characters of a secret that may be shown. Parts matter since texts may be truncated anywhere. */
const SHOWN_AT_MOST = 7;
/** Shorter secrets are not searched for: they occur in ordinary texts. */
const SHORTEST_SECRET = 4;

/** The forms in which parts of secrets are recognised in a decoded text. */
export interface SecretForms {
	/** Plain and in hex, in any letter case. */
	readonly folded: readonly Fragments[];
	/** In base64, of the secret alone or among other bytes. */
	readonly base64: readonly Fragments[];
	/** Secrets too short to recognise parts of them; matched as whole words. */
	readonly words: readonly string[];
}

/** Prepares the search for secrets. */
export function prepareSecretForms(secrets: readonly string[]): SecretForms {
	const long = secrets.filter(({ length }) => length > SHOWN_AT_MOST);
	const plainSize = SHOWN_AT_MOST + 1;
	const base64 = long.flatMap((secret) => toBase64Forms(Buffer.from(secret)));
	return {
		folded: [
			new Fragments(long.flatMap(toSpellings).map(foldCase), plainSize),
			new Fragments(
				long.map((secret) => Buffer.from(secret).toString('hex')),
				2 * plainSize,
			),
		],
		// Base64 characters that eight bytes determine at any alignment.
		base64: [
			new Fragments(base64, 10),
			new Fragments(
				base64.flatMap((form) => toBase64Forms(Buffer.from(form))),
				12,
			),
		],
		words: secrets
			.filter(({ length }) => length >= SHORTEST_SECRET && length <= SHOWN_AT_MOST)
			.flatMap((secret) => [secret, ...decodeStepwise(secret).map(({ text }) => text)]),
	};
}

/** All substrings of one length of the texts that are searched for. */
export class Fragments {
	readonly size: number;
	readonly #fragments = new Set<string>();
	/** Marks hashes of the fragments' beginnings, so that few other places have to be looked up. */
	readonly #beginnings = new Uint8Array(1 << 14);

	constructor(texts: readonly string[], size: number) {
		this.size = size;
		for (const text of texts) {
			for (let at = 0; at + size <= text.length; at += 1) {
				this.#fragments.add(text.slice(at, at + size));
				this.#beginnings[hashAt(text, at)] = 1;
			}
		}
	}

	/** Whether a fragment begins at this index. */
	isAt(text: string, at: number): boolean {
		return (
			this.#beginnings[hashAt(text, at)] === 1 &&
			this.#fragments.has(text.slice(at, at + this.size))
		);
	}
}

function hashAt(text: string, at: number): number {
	const [first, second] = [text.charCodeAt(at), text.charCodeAt(at + 1)];
	const [third, fourth] = [text.charCodeAt(at + 2), text.charCodeAt(at + 3)];
	return (first * 1327 + second * 643 + third * 31 + fourth) & ((1 << 14) - 1);
}

/** The spellings that a secret may have in a decoded text. */
function toSpellings(secret: string): string[] {
	const forms = [secret, secret.toLowerCase(), secret.toUpperCase()].flatMap((spelling) => [
		spelling,
		spelling.normalize('NFC'),
		spelling.normalize('NFD'),
		// As in URL-encoded forms.
		spelling.replaceAll(' ', '+'),
	]);
	// Decoding a text may also have decoded the secret in it.
	return [...new Set(forms)].flatMap((form) => decodeStepwise(form).map(({ text }) => text));
}

/** Folds a text's letter case without changing its length. */
export function foldCase(text: string): string {
	const folded = text.toLowerCase();
	if (folded.length === text.length) return folded;
	return Array.from({ length: text.length }, (_, at) => {
		const unit = text.charAt(at).toLowerCase();
		return unit.length === 1 ? unit : text.charAt(at);
	}).join('');
}

/** Base64 of the bytes at each of the three alignments, without the characters that depend on neighbouring bytes. */
function toBase64Forms(bytes: Buffer): string[] {
	return [0, 1, 2].map((before) => {
		const padded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
		const certain = Math.floor((8 * (before + bytes.length)) / 6);
		return padded.slice(Math.ceil((8 * before) / 6), certain);
	});
}
