import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import { SECRET_FORMS } from './signatureConventions';

/** A key that a secret may mean. */
export interface Key {
	readonly key: KeyObject;
	/** Whether the secret is meant as the first of its forms says. */
	readonly isLikely: boolean;
}

/**
 * Lists the keys that secrets may mean.
 *
 * @param secrets of which empty ones are left out
 */
export function listKeys(secrets: readonly string[]): Key[] {
	const known = new Set(secrets.filter((secret) => secret !== ''));
	return [...known].flatMap((secret) =>
		SECRET_FORMS.flatMap(({ read }) => read(secret) ?? []).map((key, index) => ({
			key: createSecretKey(key),
			isLikely: index === 0,
		})),
	);
}
