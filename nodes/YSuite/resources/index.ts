import type { Resource } from '../../shared/operation';
import { contact } from './contact';
import { lead } from './lead';

/** Everything that the YSUITE node can do; the first resource is preselected. */
export const resources: readonly Resource[] = [lead, contact];
