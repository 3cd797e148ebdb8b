import { z } from 'zod/v4';
import type { State } from '../../sandbox/crmLeadPro/schemas.mts';
import type { Example } from '../examples.mts';

const USERS_NODE = 'Contact of each user';
/** From which score on the example takes a lead for hot. */
const HOT_SCORE = 70;
/** The status that the example waits for. */
export const HOT_STATUS = 'qualified';

const assignmentsSchema = z.looseObject({
	assignments: z.looseObject({ assignments: z.array(z.looseObject({ value: z.string() })) }),
});

/**
 * Lets contacts of the sandbox stand for those of the users, which examples/hot-lead-to-user.json leaves to be filled
 * in.
 *
 * @throws ZodError when the example has no list of users
 */
export function fillInContacts(example: Example, { contacts }: State): Example {
	const nodes = example.nodes.map((node) => {
		if (node.name !== USERS_NODE) return node;
		const parameters = assignmentsSchema.parse(node.parameters);
		const assignments = parameters.assignments.assignments.map((assignment, index) => ({
			...assignment,
			value: contacts[index]?.id ?? assignment.value,
		}));
		return {
			...node,
			parameters: { ...parameters, assignments: { ...parameters.assignments, assignments } },
		};
	});
	return { ...example, nodes };
}

/**
 * The first lead that is hot as soon as somebody qualifies it.
 *
 * @throws Error when there is none
 */
export function chooseNearlyHotLead({ leads }: State): State['leads'][number] {
	const lead = leads.find(
		({ score, status, archived_at: archivedAt }) =>
			score >= HOT_SCORE && status !== HOT_STATUS && archivedAt === null,
	);
	if (lead === undefined) throw new Error('the sandbox has no lead that could become hot');
	return lead;
}
