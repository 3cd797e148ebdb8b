/** One link: its target, then its parameters, whose values may be quoted (RFC 8288). */
const LINK = /<([^<>]*)>((?:\s*;\s*[^\s=;,"<>]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"<>]*))?)*)/g;
const PARAMETER = /;\s*([^\s=;,"<>]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"<>]*))/g;

/**
 * Finds the link to a related page in a `Link` header.
 *
 * @param relation e.g. `next`
 * @returns the target as written, which may be relative; undefined where there is none
 */
export function findLink(header: string, relation: string): string | undefined {
	for (const [, target, parameters = ''] of header.matchAll(LINK)) {
		let relations: string | undefined;
		let isOfAnotherPage = false;
		for (const [, name = '', quoted, plain] of parameters.matchAll(PARAMETER)) {
			// Only the first relation parameter counts (RFC 8288).
			if (name.toLowerCase() === 'rel') relations ??= quoted ?? plain;
			isOfAnotherPage ||= name.toLowerCase() === 'anchor';
		}
		const isWanted = relations?.toLowerCase().split(/\s+/).includes(relation) === true;
		if (isWanted && !isOfAnotherPage && target !== '') return target;
	}
	return undefined;
}
