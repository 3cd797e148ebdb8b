import type { IDataObject } from 'n8n-workflow';

import { readLeadTraits } from '../../nodes/YSuiteTrigger/leadTraits.ts';
import { createFingerprint } from '../../nodes/shared/trigger/accountRecognition.ts';

function fingerprintLead(row: IDataObject): string | undefined {
	const traits = readLeadTraits(row);
	return traits && createFingerprint(traits);
}

const lead: IDataObject = {
	cstid: 42,
	ct_number: 'LED-0042',
	cstname: 'Fatima Al Mazrouei',
	cstemail: 'fatima@creekside.example',
	lead_status: 'New',
	owner: 'Rahul',
	cstcreated_on: '2026-03-31T10:00:00.000Z',
};

test.each<[string, IDataObject]>([
	['another status and owner', { lead_status: 'Lost', owner: null }],
	['its time in another time zone', { cstcreated_on: '2026-03-31T14:00:00+04:00' }],
	['its ID as text', { cstid: '42' }],
])('a lead with %s has the same fingerprint', (_, changes) => {
	expect(fingerprintLead({ ...lead, ...changes })).toBe(fingerprintLead(lead));
});

test.each<[string, IDataObject]>([
	['another ID', { cstid: 43 }],
	['another number', { ct_number: 'LED-0043' }],
	['another time', { cstcreated_on: '2026-03-31T10:00:00.001Z' }],
	['a time in words', { cstcreated_on: '31 March 2026' }],
	['another name', { cstname: 'Fatima' }],
	['another email', { cstemail: null }],
])('a lead with %s has another fingerprint', (_, changes) => {
	expect(fingerprintLead({ ...lead, ...changes })).toMatch(/^[0-9a-f]{16}$/);
	expect(fingerprintLead({ ...lead, ...changes })).not.toBe(fingerprintLead(lead));
});

test.each<[string, IDataObject]>([
	['no time', { cstcreated_on: null }],
	['neither name nor email', { cstname: '', cstemail: null }],
])('a lead with %s has none: too many would have the same', (_, changes) => {
	expect(fingerprintLead({ ...lead, ...changes })).toBeUndefined();
});
