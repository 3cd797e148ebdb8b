import { dirname } from 'node:path';
import { buildQuickly } from './packageFiles.mts';

await buildQuickly(dirname(import.meta.dirname));
