import type { FastifyReply } from 'fastify';
import type { JournalEntry } from './journal.mts';

interface KeptReply {
	status: number;
	contentType: string | null;
	body: string;
}

/** The first replies to the POSTs of one workspace, by path and Idempotency-Key. */
export class KeptReplies {
	readonly #replies = new Map<string, KeptReply>();

	/** Answers like the first time and returns true, or returns false when there was no such request. */
	replay({ path, idempotencyKey }: JournalEntry, reply: FastifyReply): boolean {
		const kept = this.#replies.get(keptName(path, idempotencyKey));
		if (kept === undefined) return false;
		if (kept.contentType !== null) reply.type(kept.contentType);
		reply.code(kept.status).header('idempotent-replayed', 'true').send(kept.body);
		return true;
	}

	/** Keeps the reply to a request that was carried out. */
	keep({ method, path, idempotencyKey }: JournalEntry, reply: FastifyReply, body: string): void {
		if (method !== 'POST' || idempotencyKey === null) return;
		const contentType = reply.getHeader('content-type');
		this.#replies.set(keptName(path, idempotencyKey), {
			status: reply.statusCode,
			contentType: typeof contentType === 'string' ? contentType : null,
			body,
		});
	}
}

function keptName(path: string, key: string | null): string {
	return `${path} ${key ?? ''}`;
}
