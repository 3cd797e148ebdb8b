import type { IDataObject } from 'n8n-workflow';

/**
 * Writes only the values that have changed to static data: n8n saves the whole workflow's after any
 * write, even of the same value.
 *
 * @param values JSON
 */
export function storeChanges(staticData: IDataObject, values: IDataObject): void {
	for (const [name, value] of Object.entries(values)) {
		if (JSON.stringify(staticData[name]) !== JSON.stringify(value)) staticData[name] = value;
	}
}
