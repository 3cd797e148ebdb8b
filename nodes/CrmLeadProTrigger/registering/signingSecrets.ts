/** What stands for hidden characters: a run of dots, stars or bullets, or an ellipsis at an end. */
const MASK = /^(.*?)(?:[*•.]{3,}|^…+|…+$)(.*)/s;

/**
 * Finds out with which secrets a webhook's deliveries may be signed: the one in the reply, and the
 * one that was sent. A masked one in the reply that is not the one that was sent means that the
 * server signs with a secret that it does not tell. Our reading.
 *
 * @param sent the secret that was sent
 * @param told the secret in the reply, if one came
 * @returns none where nobody knows the secret
 */
export function findSigningSecrets(sent: string, told: string | undefined): string[] {
	const masked = MASK.exec(told ?? '');
	if (masked === null) return [...new Set([told ?? sent, sent])];
	const [, start = '', end = ''] = masked;
	return sent.startsWith(start) && sent.endsWith(end) ? [sent] : [];
}
