import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** A message as it was sent, its body decoded. */
export interface Message {
	readonly headers: string;
	readonly body: string;
}

/** A mail server on 127.0.0.1 that takes every message and keeps it. */
export interface Mailbox {
	/** What a credential of n8n's type `smtp` holds for it. */
	readonly credential: Readonly<Record<string, unknown>>;
	readonly messages: readonly Message[];
	close(): Promise<void>;
}

/** Undoes quoted-printable (RFC 2045, 6.7). */
function decodeQuotedPrintable(text: string): string {
	const joined = text.replaceAll(/=\r\n/g, '');
	const bytes = joined.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
		String.fromCharCode(Number.parseInt(hex, 16)),
	);
	return Buffer.from(bytes, 'latin1').toString('utf8');
}

function readMessage(source: string): Message {
	const end = source.indexOf('\r\n\r\n');
	const headers = source.slice(0, end);
	const body = source.slice(end + 4);
	if (/^content-transfer-encoding: base64/im.test(headers))
		return { headers, body: Buffer.from(body, 'base64').toString('utf8') };
	return { headers, body: decodeQuotedPrintable(body) };
}

/** Speaks as much of SMTP (RFC 5321) as it takes to get a message. */
async function receive(socket: Socket, keep: (message: Message) => void): Promise<void> {
	const say = (reply: string) => socket.write(`${reply}\r\n`);
	let data: string[] | undefined;
	say('220 mailbox');
	for await (const line of createInterface({ input: socket, crlfDelay: Infinity })) {
		if (data === undefined) {
			if (/^DATA/i.test(line)) data = [];
			say(data ? '354 go on' : /^QUIT/i.test(line) ? '221 bye' : '250 ok');
		} else if (line === '.') {
			keep(readMessage(data.join('\r\n')));
			data = undefined;
			say('250 kept');
		} else {
			data.push(line.replace(/^\./, ''));
		}
	}
}

/** Opens a mailbox on a free port. */
export async function openMailbox(): Promise<Mailbox> {
	const messages: Message[] = [];
	const server = createServer((socket) => {
		void receive(socket, (message) => messages.push(message));
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	const port = typeof address === 'object' && address !== null ? address.port : 0;
	return {
		credential: { host: '127.0.0.1', port, secure: false, disableStartTls: true },
		messages,
		close: async () => {
			server.close();
			await once(server, 'close');
		},
	};
}
