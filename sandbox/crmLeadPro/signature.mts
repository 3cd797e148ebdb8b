import { createHmac } from 'node:crypto';
import type { Switches } from '../switches.mts';

/**
 * The value of a delivery's signature header: HMAC-SHA256 over the raw body.
 * @param format see the switch `signatureFormat`; `timestamped` signs `<t>.<body>`
 * @param unixSeconds the time that `timestamped` tells
 */
export function sign(
	body: string,
	secret: string,
	format: Switches['signatureFormat'],
	unixSeconds: number,
): string {
	const digest = (encoding: 'hex' | 'base64' | 'base64url', content = body) =>
		createHmac('sha256', secret).update(content).digest(encoding);
	switch (format) {
		case 'hex':
		case 'base64':
		case 'base64url':
			return digest(format);
		case 'sha256=hex':
			return `sha256=${digest('hex')}`;
		case 'sha256=base64':
			return `sha256=${digest('base64')}`;
		case 'timestamped':
			return `t=${unixSeconds},v1=${digest('hex', `${unixSeconds}.${body}`)}`;
	}
}
