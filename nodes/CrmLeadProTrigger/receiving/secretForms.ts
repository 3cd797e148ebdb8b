import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import { createMemo } from '../../shared/memo';
import { SECRET_FORMS } from './signatureConventions';

/** A key that a secret may stand for. */
export interface Key {
	readonly key: KeyObject;
	/** Which of `SECRET_FORMS` it is, by index. */
	readonly form: number;
	/** Whether this is the first, and so the most likely, of the secret's forms. */
	readonly isLikely: boolean;
}

const rememberKeys = createMemo<readonly Key[]>();

/** Lists the keys that secrets may stand for; empty secrets are left out. */
export function listKeys(secrets: readonly string[]): readonly Key[] {
	return rememberKeys(JSON.stringify(secrets), () => makeKeys(secrets));
}

function makeKeys(secrets: readonly string[]): Key[] {
	const known = new Set(secrets.filter((secret) => secret !== ''));
	return [...known].flatMap((secret) =>
		SECRET_FORMS.flatMap(({ read }, form) => {
			const key = read(secret);
			return key === undefined ? [] : [{ key, form }];
		}).map(({ key, form }, index) => ({
			key: createSecretKey(key),
			form,
			isLikely: index === 0,
		})),
	);
}
