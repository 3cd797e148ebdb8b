/** A value from the user that cannot be sent; nothing was sent. */
export class ParameterError extends Error {
	/** What to do about it, shown under the message. */
	readonly advice: string;

	/**
	 * @param message what is wrong, naming the parameter by its label
	 * @param advice what to do about it
	 */
	constructor(message: string, advice: string) {
		super(message);
		this.name = 'ParameterError';
		this.advice = advice;
	}
}

/** A 2xx reply with a body that the operation cannot use. */
export class UnexpectedReplyError extends Error {
	/** What was expected, e.g. "a lead". */
	readonly expected: string;

	constructor(expected: string) {
		super(`Expected ${expected}`);
		this.name = 'UnexpectedReplyError';
		this.expected = expected;
	}
}

/** A request that was not sent because another item had failed or the execution was cancelled. */
export class NotStartedError extends Error {
	constructor() {
		super('The request was not started');
		this.name = 'NotStartedError';
	}
}
