import { n8nEnvironment } from '../../launcher/n8nEnvironment.mts';
import { isAtLeast } from '../../launcher/n8nVersions.mts';

test.each([
	['2.8.4', '2.8.4', true],
	['2.20.12', '2.8', true],
	['2.8.4', '2.20', false],
	['2.41.1', '2.41', true],
	['1.123.81', '2', false],
])('n8n %s is at least %s: %s', (version, other, expected) => {
	expect(isAtLeast(version, other)).toBe(expected);
});

// It does not start where a name is there that it does not know.
test.each([
	['2.20.12', undefined],
	['2.30.8', 'mcp-registry'],
])('n8n %s is told to leave out %s', (version, expected) => {
	const place = { version, userFolder: '/tmp', port: 1, brokerPort: 2 };

	expect(n8nEnvironment(place).N8N_DISABLED_MODULES).toBe(expected);
});
