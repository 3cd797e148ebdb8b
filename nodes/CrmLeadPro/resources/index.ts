import type { Resource } from '../../shared/operation';
import { analytics } from './analytics';
import { campaign } from './campaign';
import { contact } from './contact';
import { deal } from './deal';
import { lead } from './lead';
import { pipeline } from './pipeline';
import { webhook } from './webhook';

/** Everything that the CRMLead Pro node can do; the first resource is preselected. */
export const resources: readonly Resource[] = [
	lead,
	deal,
	contact,
	campaign,
	pipeline,
	analytics,
	webhook,
];
