import type { Workflow } from '../../../launcher/n8nSession.mts';

type Node = Workflow['nodes'][number];

/** The trigger of a workflow that the editor's button starts. */
export const MANUAL_TRIGGER: Node = {
	id: 'trigger',
	name: 'When clicking Execute',
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** A workflow that the editor's button starts, with one node. */
export function manualWorkflow(name: string, node: Node): Workflow {
	return {
		name,
		nodes: [MANUAL_TRIGGER, { id: 'node', position: [220, 0], ...node }],
		connections: {
			[MANUAL_TRIGGER.name]: { main: [[{ node: node.name, type: 'main', index: 0 }]] },
		},
		settings: { executionOrder: 'v1' },
	};
}
