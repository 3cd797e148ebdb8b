import type { IDataObject } from 'n8n-workflow';

/**
 * Writes into static data what differs from what is there: n8n saves a whole workflow for each write,
 * also of what is there already.
 *
 * @param staticData the node's static data
 * @param values JSON
 */
export function storeChanges(staticData: IDataObject, values: IDataObject): void {
	for (const [name, value] of Object.entries(values)) {
		if (JSON.stringify(staticData[name]) !== JSON.stringify(value)) staticData[name] = value;
	}
}
