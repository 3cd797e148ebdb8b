import { EventEmitter } from 'node:events';

import type { DeliveryReply } from '../../../nodes/CrmLeadProTrigger/receiving/recentDeliveries.ts';

/** The reply to a delivery, which the test sends or loses. */
export class TestReply extends EventEmitter implements DeliveryReply {
	/** As Node.js has it until n8n decides. */
	statusCode = 200;
	writableFinished = false;
	closed = false;

	/** n8n answers, and the sender gets it. */
	answer(statusCode: number): void {
		this.statusCode = statusCode;
		this.writableFinished = true;
		this.#close();
	}

	/** The sender is gone before n8n answers. */
	hangUp(): void {
		this.#close();
	}

	/** n8n answers a sender that is gone. */
	answerInVain(statusCode: number): void {
		this.statusCode = statusCode;
	}

	#close(): void {
		this.closed = true;
		this.emit('close');
	}
}
