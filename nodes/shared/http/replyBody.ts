/** Largest body in UTF-8 bytes, after decompression. It has room for a page of 100 records of 300 KB each. */
const LARGEST_BODY = 32 * 1024 * 1024;

/** A body that n8n's request helpers hand over as a stream. */
type ArrivingBody = AsyncIterable<unknown> & { readonly destroy?: () => void };

function isArriving(body: unknown): body is ArrivingBody {
	return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

/** A reply's body that is incomplete or too large. */
class BodyError extends Error {
	/** Code of a connection failure; undefined where another attempt would fail, too. */
	readonly code: string | undefined;

	constructor(message: string, code?: string, cause?: unknown) {
		super(message, { cause });
		this.name = 'BodyError';
		this.code = code;
	}
}

/**
 * Reads a reply's body as a stream, so that a huge body, or a small one that decompresses to a huge one,
 * is not read to its end.
 *
 * @param body from n8n's request helper; anything but a stream is returned unchanged
 * @param signal aborted when the reply is no longer needed
 * @returns a stream's text
 * @throws {BodyError} when it is larger than 32 MB, the connection broke off, or decompression failed
 */
export async function readArriving(body: unknown, signal: AbortSignal): Promise<unknown> {
	if (!isArriving(body)) return body;
	const stop = (): void => {
		body.destroy?.();
	};
	if (signal.aborted) stop();
	signal.addEventListener('abort', stop);
	return await readWhole(body)
		.catch((error: unknown) => {
			throw toBodyError(error, signal);
		})
		.finally(() => {
			signal.removeEventListener('abort', stop);
		});
}

function toBodyError(error: unknown, { aborted }: AbortSignal): BodyError {
	if (error instanceof BodyError) return error;
	if (aborted) return new BodyError('the execution was cancelled', 'ERR_CANCELED', error);
	const brokeOff = 'the answer broke off';
	// Only what is wrong with the body itself says more, e.g. that it could not be decompressed.
	return isConnectionError(error)
		? new BodyError(brokeOff, 'ERR_BAD_RESPONSE')
		: new BodyError(brokeOff, undefined, error);
}

/** Whether an error has a code of the operating system, such as `ECONNRESET`, or none. */
function isConnectionError(error: unknown): boolean {
	const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : 'E';
	return typeof code === 'string' && /^E[A-Z]*$/.test(code);
}

async function readWhole(body: ArrivingBody): Promise<string> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of body) {
		const bytes = chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk));
		size += bytes.length;
		if (size > LARGEST_BODY) throw new BodyError('more than 32 MB came, which is not read');
		chunks.push(bytes);
	}
	return new TextDecoder().decode(Buffer.concat(chunks));
}
