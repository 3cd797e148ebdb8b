import { tryToParseDateTime } from 'n8n-workflow';

import { tidyAgentValue } from '../../nodes/shared/operation/agentCall.ts';

test.each([
	['  lead_01 ', 'lead_01'],
	['Priya Sharma', 'Priya Sharma'],
	['', ''],
	['null', undefined],
	[' undefined\n', undefined],
	['Null', 'Null'],
	['null and void', 'null and void'],
	['not undefined', 'not undefined'],
	[null, null],
	[undefined, undefined],
	[87, 87],
	[false, false],
	[
		[' hot-lead', 'null'],
		['hot-lead', undefined],
	],
	[
		{ email: 'null', tags: [' a '], nested: { phone: ' +91 98765 43210 ' } },
		{ email: undefined, tags: ['a'], nested: { phone: '+91 98765 43210' } },
	],
])('an agent’s %j is taken as %j', (raw, expected) => {
	expect(tidyAgentValue(raw)).toEqual(expected);
});

test('objects of another realm are read as well, and dates stay what they are', () => {
	const now = tryToParseDateTime('2026-05-01');
	const date = new Date(0);
	const foreign: unknown = JSON.parse('{"id": " lead_01 "}');
	expect(tidyAgentValue(foreign)).toEqual({ id: 'lead_01' });
	expect(tidyAgentValue(Object.assign(Object.create(null), { id: ' 1 ' }))).toEqual({ id: '1' });
	expect(tidyAgentValue(now)).toBe(now);
	expect(tidyAgentValue(date)).toBe(date);
});
