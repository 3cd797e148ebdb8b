import {
	connectSandbox,
	type OrganisationConnection,
	type WorkspaceConnection,
	type WorkspaceOptions,
} from '../../../sandbox/client.mts';

/** The sandbox that all tests share. */
export const sandbox = connectSandbox(process.env.SANDBOX_ORIGIN ?? '');

/** What a plain client sees of a reply. */
export interface Reply {
	status: number;
	headers: Headers;
	text: string;
	/** Null where the text is no JSON. */
	json: unknown;
}

/** A new workspace without a rate limit, so that only the tests of the limit meet it. */
export function createWorkspace(options: WorkspaceOptions = {}): Promise<WorkspaceConnection> {
	return sandbox.createWorkspace({
		...options,
		switches: { rateLimit: null, ...options.switches },
	});
}

/** A request with the workspace's key; a body that is text goes as it is, any other as JSON. */
export function call(
	{ baseUrl, apiKey }: { baseUrl: string; apiKey: string },
	method: string,
	path: string,
	body?: unknown,
	headers: Record<string, string> = {},
): Promise<Reply> {
	return send(`${baseUrl}${path}`, method, body, { authorization: `Bearer ${apiKey}`, ...headers });
}

/** A request with the organisation's keys; the body as with `call`. */
export function callYSuite(
	organisation: Pick<OrganisationConnection, 'baseUrl' | 'accessKey' | 'secretKey'>,
	method: string,
	path: string,
	body?: unknown,
	headers: Record<string, string> = {},
): Promise<Reply> {
	return send(`${organisation.baseUrl}${path}`, method, body, {
		'x-ysuite-access-key': organisation.accessKey,
		'x-ysuite-secret-key': organisation.secretKey,
		...headers,
	});
}

async function send(
	url: string,
	method: string,
	body: unknown,
	headers: Record<string, string>,
): Promise<Reply> {
	const response = await fetch(url, {
		method,
		redirect: 'manual',
		headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
		...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
	});
	const text = await response.text();
	return { status: response.status, headers: response.headers, text, json: parsed(text) };
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

/** Less than a test's time limit: what asked on and on after its test would keep jest from ending. */
const LONGEST_WAIT_MS = 15_000;

/**
 * Asks again until the answer is there.
 *
 * @throws Error when there is none within 15 s
 */
export async function eventually<Answer>(ask: () => Promise<Answer | undefined>): Promise<Answer> {
	const deadline = Date.now() + LONGEST_WAIT_MS;
	while (Date.now() < deadline) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
	throw new Error(`there was no answer within ${LONGEST_WAIT_MS / 1_000} s`);
}
