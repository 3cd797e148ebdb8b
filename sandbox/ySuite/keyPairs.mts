import { randomBytes } from 'node:crypto';
import { z } from 'zod/v4';

const newKey = (prefix: string) => () => `${prefix}_${randomBytes(16).toString('hex')}`;
const keyPairSchema = z.strictObject({
	accessKey: z.string().min(1).default(newKey('ysuite_access')),
	secretKey: z.string().min(1).default(newKey('ysuite_secret')),
});
export type KeyPair = z.infer<typeof keyPairSchema>;

/** The pairs of keys that open one organisation. */
export class KeyPairs {
	/** The pair that it started with. */
	readonly first: KeyPair;
	/** By access key. */
	readonly #secretKeys: Map<string, string>;

	/**
	 * @param keys `{accessKey?, secretKey?}`
	 * @throws ZodError for anything else
	 */
	constructor(keys: unknown) {
		this.first = keyPairSchema.parse(keys);
		this.#secretKeys = new Map([[this.first.accessKey, this.first.secretKey]]);
	}

	/** Makes one more pair; those before it stay. */
	create(): KeyPair {
		const pair = keyPairSchema.parse({});
		this.#secretKeys.set(pair.accessKey, pair.secretKey);
		return pair;
	}

	has(accessKey: string): boolean {
		return this.#secretKeys.has(accessKey);
	}

	/** Whether the two keys belong together. */
	open(accessKey: unknown, secretKey: unknown): boolean {
		return typeof accessKey === 'string' && this.#secretKeys.get(accessKey) === secretKey;
	}
}
