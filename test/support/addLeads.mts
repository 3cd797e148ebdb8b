import type { TestOrganisation } from './workspace.mts';

/**
 * Adds leads one after the other, as people do in YSUITE itself.
 *
 * @param name what their names begin with; a number follows
 * @returns their ids, oldest first
 */
export async function addLeads(
	organisation: TestOrganisation,
	count: number,
	name = 'Lead',
): Promise<number[]> {
	const ids: number[] = [];
	for (let number = 1; number <= count; number++) {
		const lead = { cstname: `${name} ${number}` };
		ids.push(Number((await organisation.act({ action: 'lead.create', lead })).cstid));
	}
	return ids;
}
