import type { INodeProperties } from 'n8n-workflow';

/**
 * Describes a credential's field for a key that it cannot do without: required, and never shown.
 *
 * @param texts its name and what users read
 */
export function keyProperty(
	texts: Pick<INodeProperties, 'name' | 'displayName' | 'description' | 'placeholder'>,
): INodeProperties {
	return {
		...texts,
		type: 'string',
		typeOptions: { password: true },
		required: true,
		default: '',
	};
}
