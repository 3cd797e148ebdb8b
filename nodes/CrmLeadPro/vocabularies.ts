import type { Vocabulary } from '../shared/operation';
import {
	readNewestContacts,
	readNewestLeads,
	readPipelineTerms,
	readStageTerms,
	valuesOf,
} from './accountLists';

const LEADS = ['/leads'];
const DEALS = ['/deals'];

/** The fields of CRMLead Pro whose values can be listed. What the newest leads do not have may exist, too. */
export const vocabularies: readonly Vocabulary[] = [
	{
		field: 'pipeline',
		paths: [...LEADS, ...DEALS, '/analytics/pipeline'],
		plural: 'Pipelines',
		isTranslated: true,
		load: readPipelineTerms,
	},
	{
		field: 'pipeline_stage',
		paths: LEADS,
		plural: 'Stages',
		ownerField: 'pipeline',
		isTranslated: true,
		load: readStageTerms,
	},
	{
		field: 'stage',
		paths: DEALS,
		plural: 'Stages',
		ownerField: 'pipeline',
		isTranslated: true,
		load: readStageTerms,
	},
	{
		field: 'status',
		paths: LEADS,
		plural: 'Statuses of the newest leads',
		isTranslated: true,
		load: valuesOf(readNewestLeads, 'status'),
	},
	{
		field: 'source',
		paths: LEADS,
		plural: 'Sources of the newest leads',
		isTranslated: false,
		load: valuesOf(readNewestLeads, 'source'),
	},
	{
		field: 'assigned_to',
		paths: [...LEADS, ...DEALS],
		plural: 'Users of the newest leads',
		isTranslated: false,
		load: valuesOf(readNewestLeads, 'assigned_to'),
	},
	{
		field: 'tags',
		paths: LEADS,
		plural: 'Tags of the newest leads',
		isTranslated: false,
		load: valuesOf(readNewestLeads, 'tags'),
	},
	{
		field: 'tags',
		paths: ['/contacts'],
		plural: 'Tags of the newest contacts',
		isTranslated: false,
		load: valuesOf(readNewestContacts, 'tags'),
	},
];
