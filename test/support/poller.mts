import { PollContext } from 'n8n-core';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { setStage, type NodeRun } from './n8nCore.mts';
import { recordLog } from './recordLog.mts';

/** An active workflow with a polling trigger. */
export interface Poller {
	/** Polls as n8n does on its schedule. */
	poll: () => Promise<INodeExecutionData[][] | null>;
	/** Polls as "Fetch test event" does. */
	fetchTestEvent: () => Promise<INodeExecutionData[][] | null>;
	/** What the node keeps from poll to poll, as n8n stores it. */
	storedData: () => IDataObject;
	/** Whether the last poll wrote into static data, so that n8n saves the workflow. */
	hasWritten: () => boolean;
	/** What n8n's logger was told: levels and messages. */
	readonly log: readonly string[];
}

/**
 * Activates a workflow with a polling trigger of the built package, with n8n's own poll context.
 *
 * @param order the trigger with its credentials
 * @param storedData what n8n stored for the node before, e.g. before a restart
 */
export async function activatePoller(
	order: NodeRun,
	storedData: IDataObject = {},
): Promise<Poller> {
	const { nodeType, node, workflow, additionalData } = await setStage(order);
	const staticData = workflow.getStaticData('node', node);
	Object.assign(staticData, structuredClone(storedData));
	const log: string[] = [];
	const CHANGED = '__dataChanged';
	const pollIn = async (mode: 'trigger' | 'manual') => {
		if (nodeType.poll === undefined) throw new Error(`${order.node} does not poll`);
		const context = new PollContext(workflow, node, additionalData, mode, 'activate');
		Object.defineProperty(context, 'logger', { value: recordLog(log) });
		Reflect.set(workflow.staticData, CHANGED, false);
		return await nodeType.poll.call(context);
	};
	return {
		poll: async () => await pollIn('trigger'),
		fetchTestEvent: async () => await pollIn('manual'),
		storedData: () => structuredClone({ ...staticData }),
		hasWritten: () => Reflect.get(workflow.staticData, CHANGED) === true,
		log,
	};
}
