import type { IDataObject } from 'n8n-workflow';

import { toggle } from '../../shared/fields';
import { isJsonObject } from '../../shared/json';
import type { ListStyle, Resource } from '../../shared/operation';
import { defineList, pick } from '../../shared/operation';
import { crmLeadProLists } from '../api';

/** The vendor says "all pipelines", so no page is asked for; signals of further pages are followed. */
export const pipelineLists: ListStyle = {
	...crmLeadProLists,
	paging: { ...crmLeadProLists.paging, pageParameter: undefined, limitParameter: undefined },
	namesAreOptions: false,
};

/** The pipeline operations. */
export const pipeline: Resource = {
	value: 'pipeline',
	name: 'Pipeline',
	description: 'The stages that a sale goes through',
	operations: [
		defineList(pipelineLists, {
			action: 'Get many pipelines',
			description: 'Retrieve the pipelines with their stages',
			path: '/pipelines',
			plural: 'pipelines',
			options: {
				splitStages: toggle({
					displayName: 'Split Stages',
					description: 'Whether to return one item for each stage instead of one for each pipeline',
				}),
			},
			split: (record, { splitStages }) => (splitStages === true ? toStages(record) : [record]),
		}),
	],
};

/** A pipeline's stages, each with the pipeline that it belongs to. */
function toStages(record: IDataObject): IDataObject[] {
	const stages = Array.isArray(record.stages) ? record.stages : [];
	const owner = pick(record, ['id', 'key', 'slug', 'name']);
	return stages.map((stage) => ({
		...(isJsonObject(stage) ? stage : { name: stage }),
		pipeline: owner,
	}));
}
