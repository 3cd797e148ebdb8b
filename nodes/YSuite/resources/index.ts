import type { Resource } from '../../shared/operation/operation';
import { contact } from './contact';
import { lead } from './lead';

/** Everything that the YSUITE node can do; the first resource is preselected. */
export const resources: readonly Resource[] = [lead, contact];
