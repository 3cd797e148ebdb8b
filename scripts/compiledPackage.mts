import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ICredentialType, INodeType } from 'n8n-workflow';
import { z } from 'zod/v4';

const BUNDLE = join(dirname(import.meta.dirname), 'dist', 'package.js');

type Part = ICredentialType | INodeType;
const moduleSchema = z.custom<object>((value) => typeof value === 'object');
const classesSchema = z.array(z.custom<new () => Part>((value) => typeof value === 'function'));

const isNode = (part: Part): part is INodeType => 'description' in part;

/**
 * The nodes and credentials in `dist`, as they are compiled: without the parameters that n8n adds to some.
 *
 * @throws Error when the package has not been built
 */
export function loadCompiledPackage(): { nodes: INodeType[]; credentials: ICredentialType[] } {
	const require = createRequire(import.meta.url);
	const exported: unknown[] = Object.values(moduleSchema.parse(require(BUNDLE)));
	const parts = classesSchema.parse(exported).map((Part) => new Part());
	return {
		nodes: parts.filter(isNode),
		credentials: parts.filter((part): part is ICredentialType => !isNode(part)),
	};
}
