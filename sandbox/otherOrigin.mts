import { createServer, type Server } from 'node:http';
import { finishEntry, type Journal } from './journal.mts';

/**
 * A server on another port that writes down whatever comes and answers 200, to show what follows a client to another
 * host.
 */
export function createOtherOrigin(journal: Journal): Server {
	return createServer((request, response) => {
		const entry = journal.open(request, 'other');
		request.setEncoding('utf8');
		request.on('data', (text: string) => {
			entry.rawBody += text;
		});
		request.on('end', () => {
			const body = JSON.stringify({ message: 'This is another origin.' });
			response.setHeader('content-type', 'application/json');
			response.end(body);
			finishEntry(entry, 'replied', { status: 200, headers: response.getHeaders(), body });
		});
	});
}
