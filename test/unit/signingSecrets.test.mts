import { findSigningSecrets } from '../../nodes/CrmLeadProTrigger/registering/signingSecrets.ts';

const SENT = '3f9a0c61d27be48505a1c6e7f8d9b2a43f9a0c61d27be48505a1c6e7f8d9b2a4';

describe('the secrets that may sign', () => {
	test.each([[undefined], [SENT]])('are the one that was sent where the reply tells %j', (told) => {
		expect(findSigningSecrets(SENT, told)).toEqual([SENT]);
	});

	test.each([
		'whsec_0123456789abcdef',
		'a1B*c2D4e5F6g7H8',
		'a**b',
		'a..b',
		'Zq3…9',
		'ends with dots..',
		'*',
	])('are the told one and the sent one where the reply tells %s', (told) => {
		expect(findSigningSecrets(SENT, told)).toEqual([told, SENT]);
	});

	test.each([
		'***',
		'•••••••••',
		'...',
		'…',
		'3f9a***',
		'...b2a4',
		'3f9a…',
		'…b2a4',
		'3f9a……',
		'……b2a4',
		'3•*.a4',
	])('are the sent one where the reply hides it as %s', (told) => {
		expect(findSigningSecrets(SENT, told)).toEqual([SENT]);
	});

	test.each(['whsec_…', '…9a8b', 'sk_********', '••••wxyz', 'whsec_...9a8b', 'a\n***'])(
		'are none where the reply hides another one as %s',
		(told) => {
			expect(findSigningSecrets(SENT, told)).toEqual([]);
		},
	);
});
