import type { SandboxConnection } from '../../sandbox/client.mts';
import type { BenchN8n, BenchNode } from '../benchN8n.mts';
import { compare, median, seconds, type CaseResults, type Row } from '../figures.mts';
import {
	createLead,
	requestAllAtOnce,
	requestOneAtATime,
	saveCredential,
} from '../nodesUnderTest.mts';

const ITEMS = 1000;
const CONTESTANTS = ['ours', 'HTTP Request, all at once', 'one at a time'] as const;

type Contestant = (typeof CONTESTANTS)[number];

/** Creates 1,000 leads, side by side with what people use else. */
export async function measureCreate(
	n8n: BenchN8n,
	sandbox: SandboxConnection,
	latency: number,
	rounds: number,
): Promise<CaseResults> {
	const workspace = await sandbox.createWorkspace({ switches: { rateLimit: null } });
	if (latency > 0) {
		await workspace.setFaults([{ kind: 'latency', ms: latency, times: 'always' }]);
	}
	const credential = await saveCredential(n8n.session, workspace);
	const nodes: Record<Contestant, BenchNode> = {
		ours: createLead(credential),
		'HTTP Request, all at once': requestAllAtOnce(workspace),
		'one at a time': requestOneAtATime(workspace, credential),
	};
	const durations: Record<Contestant, number[]> = {
		ours: [],
		'HTTP Request, all at once': [],
		'one at a time': [],
	};
	const workflows = [];
	for (const contestant of CONTESTANTS) {
		const workflow = await n8n.prepare(nodes[contestant], { count: ITEMS });
		workflows.push({ contestant, workflow });
		if (latency === 0) await workflow.run();
	}
	for (let round = 0; round < rounds; round += 1) {
		for (const { contestant, workflow } of workflows) {
			const { duration, items, failed } = await workflow.run();
			if (items !== ITEMS || failed > 0) throw new Error(`${contestant}: ${failed} failed`);
			durations[contestant].push(duration);
		}
	}
	for (const { workflow } of workflows) await workflow.remove();
	await workspace.remove();
	const medians = CONTESTANTS.map(
		(contestant): Row => ({
			what: contestant,
			figure: seconds(median(durations[contestant])),
		}),
	);
	const ours = median(durations.ours);
	const oneAtATime = median(durations['one at a time']);
	const targets =
		latency === 0
			? [
					compare('ours ÷ HTTP Request', ours, median(durations['HTTP Request, all at once']), 1),
					compare('ours ÷ one at a time', ours, oneAtATime, 0.25),
				]
			: [compare('ours ÷ one at a time', ours, oneAtATime, 0.12)];
	return {
		title: `Create ${ITEMS} leads, ${latency} ms latency`,
		method: `Median of ${rounds} rounds, in each of which all take turns${latency === 0 ? ', after one round that does not count' : ''}. Ours with Concurrency left empty, so that it finds its own number.`,
		rows: [...medians, ...targets],
	};
}
