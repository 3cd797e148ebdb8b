import { invalidFields } from '../apiError.mts';
import type { Pipeline, Stage } from './schemas.mts';

const definitions = [
	{
		key: 'sales',
		name: 'Sales',
		stages: ['New', 'Contacted', 'Qualified', 'Demo Scheduled', 'Proposal Sent', 'Negotiation'],
	},
	{
		key: 'enterprise',
		name: 'Enterprise Sales',
		stages: ['Discovery', 'Technical Evaluation', 'Commercial Proposal', 'Legal Review'],
	},
	{
		key: 'renewals',
		name: 'Renewals',
		stages: ['Renewal Due', 'Usage Review', 'Renewal Quoted', 'Renewal Confirmed'],
	},
];

/** The pipelines of a workspace and the way to name them: by key (`sales`) or by id. */
export class Pipelines {
	readonly all: readonly Pipeline[];

	constructor() {
		this.all = definitions.map(({ key, name, stages }) => ({
			id: `pipeline_${key}`,
			key,
			name,
			stages: stages.map((stageName, index) => {
				const stageKey = stageName.toLowerCase().replaceAll(' ', '_');
				return {
					id: `stage_${key}_${stageKey}`,
					key: stageKey,
					name: stageName,
					position: index + 1,
				};
			}),
		}));
	}

	/**
	 * @param reference key or id; the first pipeline without one
	 * @throws ApiError 422 on the field `pipeline` when there is none
	 */
	pipeline(reference: string | undefined): Pipeline {
		const found =
			reference === undefined
				? this.all[0]
				: this.all.find(({ id, key }) => id === reference || key === reference);
		if (found === undefined) {
			throw invalidFields({ pipeline: [`There is no pipeline "${reference ?? ''}".`] });
		}
		return found;
	}

	/**
	 * @param reference key or id; the first stage without one
	 * @param field the body's field to blame, `stage` or `pipeline_stage`
	 * @throws ApiError 422 on `field` when the pipeline has no such stage
	 */
	stage(pipeline: Pipeline, reference: string | undefined, field: string): Stage {
		const found =
			reference === undefined
				? pipeline.stages[0]
				: pipeline.stages.find(({ id, key }) => id === reference || key === reference);
		if (found === undefined) {
			throw invalidFields({
				[field]: [`The pipeline "${pipeline.key}" has no stage "${reference ?? ''}".`],
			});
		}
		return found;
	}
}
