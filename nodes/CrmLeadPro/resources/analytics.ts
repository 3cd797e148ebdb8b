import type { IDataObject } from 'n8n-workflow';

import { day, queryRows, shownWhereSet, text, toggle } from '../../shared/fields';
import { choosePipeline } from '../chosenFields';
import { isJsonObject, jsonObjectSchema } from '../../shared/json';
import type { Resource } from '../../shared/operation';
import { defineOperation, pick } from '../../shared/operation';
import { readReport } from '../../shared/http';

/** What to report on. */
const range = {
	pipeline: choosePipeline('Pipeline to report on: its key, ID or name; all if left out'),
	from: day({ displayName: 'From', description: 'First day to count, as YYYY-MM-DD' }),
	to: day({ displayName: 'To', description: 'Last day to count, as YYYY-MM-DD' }),
};

/** The analytics operations. */
export const analytics: Resource = {
	value: 'analytics',
	name: 'Analytics',
	description: 'Figures about your sales',
	operations: [
		defineOperation({
			value: 'getPipeline',
			name: 'Get Pipeline Funnel',
			action: 'Get pipeline funnel',
			description: 'Retrieve volume, conversion rates and deal velocity of the funnel',
			parameters: {
				...range,
				splitStages: toggle({
					displayName: 'Split Stages',
					description: 'Whether to return one item for each stage instead of one for the funnel',
				}),
			},
			// Where workflows of earlier versions have them.
			options: {
				from: shownWhereSet('from', range.from),
				pipeline: shownWhereSet('pipeline', text({ displayName: 'Pipeline' })),
				queryParameters: queryRows({
					displayName: 'Query Parameters',
					description: 'Further query parameters for the API',
					placeholder: 'Add parameter',
				}),
				to: shownWhereSet('to', range.to),
			},
			request: ({ pipeline, from, to, options }) => ({
				method: 'GET',
				path: '/analytics/pipeline',
				query: {
					pipeline: pipeline ?? options.pipeline,
					from: from ?? options.from,
					to: to ?? options.to,
					...options.queryParameters,
				},
			}),
			respond: (reply, { splitStages }, scope) => {
				const reports = readReport(reply, 'funnel', ['analytics', 'funnel']);
				if (!splitStages) return reports;
				if (!reports.some(hasStages)) {
					scope.hint('The funnel came without a list of stages, so it is returned as it came.');
				}
				return reports.flatMap((report) => (hasStages(report) ? toStages(report) : [report]));
			},
		}),
	],
};

function hasStages(report: IDataObject): report is IDataObject & { stages: unknown[] } {
	return Array.isArray(report.stages);
}

/** A report's stages, each with the pipeline and the days that the report is about, unless it has its own. */
function toStages(report: IDataObject & { stages: unknown[] }): IDataObject[] {
	const about = pick(report, ['pipeline', 'from', 'to']);
	return report.stages.map((stage) =>
		jsonObjectSchema.parse({ ...about, ...(isJsonObject(stage) ? stage : { stage }) }),
	);
}
