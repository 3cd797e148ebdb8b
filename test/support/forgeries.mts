import { mac, timestamped } from '../unit/support/signatures.mts';

/** Makes a signature that no server may accept. */
export type Forgery = (body: string, secret: string, random: () => number) => string;

/** Ways to forge a signature, by what a forger may know. Those that use the secret sign something else than the body. */
export const forgeries: readonly Forgery[] = [
	() => '',
	() => '0'.repeat(64),
	(_body, _secret, random) => mac(String(random()), String(random())).toString('hex'),
	(body) => `sha256=${mac(body, '').toString('hex')}`,
	(body) => mac(body, 'undefined').toString('base64'),
	(body, secret) => mac(`${body} `, secret).toString('hex'),
	(body, secret) => mac(body, secret).toString('hex').slice(0, -2),
	(body, secret) => `sha1=${mac(body, secret).toString('hex')}`,
	(body, secret) => timestamped(body, Math.floor(Date.now() / 1000) - 3600, secret),
	(body, secret) => timestamped(body, Math.floor(Date.now() / 1000), `${secret} `),
	(body, _secret, random) =>
		`${'t=1,v1=x,'.repeat(Math.floor(random() * 200))}${mac(body, 'a guess').toString('hex')}`,
	(body, _secret, random) => `v1,${mac(body, String(random())).toString('base64')}`,
	(body, secret) => `v1,${mac(`msg_1.1.${body}`, secret).toString('base64')}`,
	(body, secret) => `sha256="${mac(JSON.stringify(body), secret).toString('base64url')}"`,
	(body, secret) => {
		const late = Math.floor(Date.now() / 1000) - 3600;
		return `ts=${late};h1=${mac(`${late}:${body}`, secret).toString('hex')}`;
	},
	(body) => `t=${Math.floor(Date.now() / 1000)},v0=${mac(body, 'a guess').toString('hex')}`,
];

/** The forgery of a numbered delivery: all of them take turns. */
export function forgeryOf(number: number): Forgery {
	return forgeries[number % forgeries.length] ?? (() => '');
}
