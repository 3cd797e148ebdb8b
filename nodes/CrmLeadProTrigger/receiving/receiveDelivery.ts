import type { INode, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { readCredentialSecrets } from './credentialSecrets';
import { readDelivery } from './delivery';
import { filtersField, passes } from '../../CrmLeadPro/eventFilters';
import { simplifyEvent } from '../../CrmLeadPro/simplifiedEvent';
import { createMemo } from '../../shared/memo';
import { eventsField, optionDefaults, optionsField } from '../parameters';
import { createParameterReader } from './parameterReader';
import { findKnownConventions, rememberConvention } from './knownConventions';
import { isFirstDelivery } from './recentDeliveries';
import { toNodeKey, findAcceptedWebhooks } from '../acceptedWebhooks';
import type { Purpose, Registrations } from '../registrationStore';
import { readRegistrations } from '../registrationStore';
import { verifySignature } from './signature';
import type { Verification } from './signature';

const readEvents = createParameterReader('events', eventsField);
const readFilters = createParameterReader('filters', filtersField);
const readChosenOptions = createParameterReader('options', optionsField);
const rememberRegistrations = createMemo<Registrations>();

/**
 * Receives a delivery. It starts the workflow only if it is signed with a known secret, and only once.
 *
 * @returns the workflow's item, or a reply that starts nothing: 401 for a signature that is missing or
 * wrong, 400 for a body that is no JSON object, 200 for an event that was not chosen or does not pass the
 * filters, and for a repeat
 * @throws {NodeOperationError} for a signed delivery, when the parameters cannot be used
 */
export async function receiveDelivery(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const now = Date.now();
	const request = context.getRequestObject();
	// n8n copies the node for each call.
	const node = context.getNode();
	const { headers } = request;
	const rawBody = request.rawBody ?? Buffer.alloc(0);
	const purpose: Purpose = context.getMode() === 'manual' ? 'test' : 'production';
	const staticData = context.getWorkflowStaticData('node');
	// The problem is thrown after the check: only a sender that knows the secret sees this error.
	const { options, problem } = readOptions(context, node);

	const nodeKey = toNodeKey(context, node, purpose);
	const { current: registration } = rememberRegistrations(
		JSON.stringify([staticData[purpose]]),
		() => readRegistrations(staticData, purpose),
	);
	const webhooks = findAcceptedWebhooks(nodeKey, registration);
	const urls = [registration?.url, context.getNodeWebhookUrl('default')];
	const known = findKnownConventions(nodeKey, now);
	const verify = (secrets: readonly string[]): Verification | undefined =>
		verifySignature(rawBody, headers, {
			secrets,
			header: options.signatureHeader,
			toleranceSeconds: options.toleranceSeconds,
			now,
			method: request.method,
			urls: urls.filter((url) => url !== undefined),
			known,
		});
	const registered = webhooks.flatMap(({ secrets }) => secrets);
	const verification = verify(registered) ?? verify(await readCredentialSecrets(context, now));
	if (verification === undefined) {
		return reject(context, 401, 'The signature is missing or wrong');
	}
	rememberConvention(nodeKey, verification.convention);
	if (problem !== undefined) throw problem;
	const webhookIds = webhooks.flatMap(({ id = [] }) => id);
	const delivery = readDelivery(rawBody, headers, webhookIds, verification.signedId);
	if (delivery === undefined) return reject(context, 400, 'The body is no JSON object');

	const events: readonly string[] = readEvents(context, node);
	if (delivery.event !== undefined && !events.includes(delivery.event)) {
		return ignore(`This workflow does not listen for ${delivery.event}`);
	}
	if (!passes(delivery.record, readFilters(context, node))) {
		return ignore('This workflow does not take events of records with another status or stage');
	}
	// Someone testing a workflow sends the same event again on purpose.
	if (purpose === 'production' && options.ignoreDuplicates) {
		const reply = context.getResponseObject();
		if (!(await isFirstDelivery(nodeKey, delivery, reply, staticData, now))) {
			return ignore('This delivery was received before');
		}
	}
	const body = options.simplify ? simplifyEvent(delivery) : delivery.body;
	return {
		workflowData: [[{ json: options.includeHeaders ? { headers: { ...headers }, body } : body }]],
	};
}

type Options = ReturnType<(typeof optionsField)['read']> & typeof optionDefaults;

function readOptions(
	context: IWebhookFunctions,
	node: INode,
): { options: Options; problem?: unknown } {
	try {
		const chosen = readChosenOptions(context, node);
		return { options: { ...optionDefaults, ...chosen } };
	} catch (problem) {
		return { options: optionDefaults, problem };
	}
}

/** Answers directly: n8n would store a failed execution for an error that was thrown. */
function reject(context: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
	context.getResponseObject().status(status).json({ message });
	return { noWebhookResponse: true };
}

/** Answers 200 without starting the workflow. */
function ignore(message: string): IWebhookResponseData {
	return { webhookResponse: { message } };
}
