import { z } from 'zod/v4';

import { session } from './n8nAccount.mts';

const iconSchema = z.object({ light: z.string(), dark: z.string() });
const nodeTypesSchema = z.array(
	z.looseObject({ name: z.string(), iconUrl: z.unknown(), codex: z.unknown() }),
);

async function fetchFromN8n(path: string): Promise<Response> {
	return await fetch(`${session.origin}${path}`, { headers: { cookie: session.cookie } });
}

/** A node type as n8n offers it to its editor; undefined where n8n has none of this name. */
export async function findNodeType(name: string) {
	const reply = await fetchFromN8n('/types/nodes.json');
	return nodeTypesSchema.parse(await reply.json()).find((type) => type.name === name);
}

/** The icons of a node type as n8n hands them out: the one for light themes and the one for dark ones. */
export async function fetchIcons(name: string): Promise<{ light: string; dark: string }> {
	const { light, dark } = iconSchema.parse((await findNodeType(name))?.iconUrl);
	const [lightIcon, darkIcon] = await Promise.all(
		[light, dark].map(async (url) => {
			const reply = await fetchFromN8n(`/${url}`);
			if (!reply.ok) throw new Error(`n8n: GET /${url}: ${reply.status}`);
			return await reply.text();
		}),
	);
	return { light: lightIcon ?? '', dark: darkIcon ?? '' };
}
