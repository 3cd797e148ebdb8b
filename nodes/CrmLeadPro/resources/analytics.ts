import { day, queryRows, text } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import { defineOperation } from '../../shared/operation';
import { readReport } from '../../shared/http';

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
			parameters: {},
			options: {
				from: day({ displayName: 'From', description: 'First day to count, as YYYY-MM-DD' }),
				pipeline: text({
					displayName: 'Pipeline',
					description: 'Key or ID of the pipeline to report on; all if left out',
					placeholder: 'e.g. sales',
				}),
				queryParameters: queryRows({
					displayName: 'Query Parameters',
					description: 'Further query parameters for the API',
					placeholder: 'Add parameter',
				}),
				to: day({ displayName: 'To', description: 'Last day to count, as YYYY-MM-DD' }),
			},
			request: ({ options: { pipeline, from, to, queryParameters } }) => ({
				method: 'GET',
				path: '/analytics/pipeline',
				query: { pipeline, from, to, ...queryParameters },
			}),
			respond: (reply) => readReport(reply, 'funnel', ['analytics', 'funnel']),
		}),
	],
};
