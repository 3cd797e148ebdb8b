import { ParameterError } from '../failures';

/**
 * Template tag that builds a request path and encodes each inserted segment, so that an ID can never
 * lead to another endpoint.
 *
 * @example path`/leads/${leadId}`
 * @throws {ParameterError} when a segment is empty, `.` or `..`, which URLs resolve as directories,
 * or has a lone surrogate, which cannot be encoded
 */
export function path(texts: TemplateStringsArray, ...segments: readonly string[]): string {
	return texts.reduce((built, text, index) => {
		const segment = segments[index - 1] ?? '';
		if (['', '.', '..'].includes(segment) || /\p{Surrogate}/u.test(segment)) {
			throw new ParameterError(
				`"${segment}" is not an ID`,
				'Enter the ID as the CRM shows it, or pick the record from the list.',
			);
		}
		return `${built}${encodeURIComponent(segment)}${text}`;
	});
}
