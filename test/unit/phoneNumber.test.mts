import { readPhoneNumber, readPhoneText, type Country } from '../../nodes/shared/phone/index.ts';
import { refusal } from './support/refusal.mts';

const read = (text: string, country: Country = 'IN'): string =>
	readPhoneNumber(text, country, 'Phone');

test.each([
	'+91 98765 43210',
	'+919876543210',
	'9876543210',
	'098765 43210',
	'0091 98765 43210',
	'91-98765-43210',
	'919876543210',
	'+91 (0) 98765 43210',
	'+91 0 98765 43210',
	'(+91) 98765.43210',
	'(0)98765-43210',
	'tel:+91-98765-43210',
	'TEL: 9876543210',
	'tel:9876543210;phone-context=+91',
	'+91\u00A098765\u202F43210',
	'98765\u201143210',
	'\u202A+91 98765 43210\u202C',
	'98765\u200B43210',
	'\uFEFF9876543210',
	'+919876543210',
	'९८७६५ ४३२१०',
	"'+91 98765 43210",
	' 98765  43210 ',
	'’9876543210',
	'="9876543210"',
	'p:+919876543210',
	'Mob.: 98765 43210',
	'Phone: 9876543210',
])('%j is one phone of India', (text) => {
	expect(read(text)).toBe('+919876543210');
});

test.each([
	['0501234567', 'AE', '+971501234567'],
	['+971 50 123 4567', 'IN', '+971501234567'],
	['00971 50 123 4567', 'IN', '+971501234567'],
	['971501234567', 'AE', '+971501234567'],
	['1234567890', 'IN', '+911234567890'],
	['(212) 555-0123', 'US', '+12125550123'],
	['+1 987 654 3210', 'IN', '+19876543210'],
	['+44 (0)20 7946 0958', 'IN', '+442079460958'],
	['06 698 12345', 'IT', '+390669812345'],
	['0412 345 678', 'AU', '+61412345678'],
] as const)('%s, read in %s, is %s', (text, country, number) => {
	expect(read(text, country)).toBe(number);
});

test.each([
	'ext 12',
	'ext. 12',
	'Ext: 12',
	'ext=12',
	'ext #12',
	'Ext no. 12',
	'extn. 12',
	'x12',
	'x 12',
	'×12',
	'#12',
	'＃12',
	'ｅｘｔ１２',
	';ext=12',
	', ext. 12',
	' - ext 12',
	'extension 12',
	'(ext 12)',
	'(x12)',
	'Extensión 12',
	'extensio\u0301n 12',
	'int. 12',
	'anexo 12',
	'ramal 12',
	'poste 12',
	'Durchwahl 12',
	'DW 12',
	'Nebenstelle 12',
	'доб. 12',
])('%s is the extension 12', (extension) => {
	expect(read(`+91 98765 43210 ${extension}`)).toBe('+919876543210;ext=12');
	expect(read(`9876543210${extension}`)).toBe('+919876543210;ext=12');
});

const notOneNumber = [
	'9876543210.0',
	'9876543210.00',
	'9876543210.5',
	'98765 43210.0',
	'987654321.0',
	'9876543210,0',
	'9876543210.000',
	'9.19877E+11',
	'9.19877e11',
	'919877E6',
	'2026-03-31',
	'31.03.2026',
	'31/03/2026',
	'3-31-26',
	'2026-03-31 10:00',
	'2026-03-31T10:00:00.000Z',
	'call 9876543210 after 5 pm',
	'9876543210 (office)',
	'asha1234567@x.in',
	'98765 43210 / 98765 43211',
	'9876543210/11',
	'9876543210, 9876543211',
	'9876543210; 9876543211',
	'9876543210 9876543211',
	'2345678 2345679',
	'9876543210 or 9876543211',
	'9876543210\n9876543211',
	'+919876543210+919876543211',
	'9876543210 x 9876543211',
	'12',
	'98765432109876543210',
	'LEAD9876543210',
	'9876543210A',
	'-9876543210',
	'(98765 43210',
	'98765) 43210',
	'()',
	'9876543210?',
	'⑨876543210',
	'1e+21',
	'NaN',
	'9,876,543,210',
	'9.87654×10^9',
	'9.87654 x 109',
	'9.87654 E+09',
	'9८.७६५४E+09',
	'2026 03 31',
	'31 03 2026',
	'1774915200000',
	'192.168.1.10',
	'192.168.100.200',
	'12.34.56.7:5678',
	'12.971598',
	'0.9876543210',
	'-122.4194',
	'12.9716, 77.5946',
	'378282246310005',
	'3782 822463 10005',
	'4111 1111 1111 1111',
	'20260331100000',
	'98765 43210 98765',
	'0000000000',
	'https://wa.me/919876543210',
	'wa.me/919876543210',
	'919876543210@c.us',
	'1-800-FLOWERS',
	'ABCDE1234F',
	'27ABCDE1234F1Z5',
	'98765 XXXXX',
];

test.each(notOneNumber)('%j is refused whatever its country', (text) => {
	expect(() => readPhoneText(text, 'Phone')).toThrow(/^Phone must be a phone number, but it is "/);
});

test.each([
	'98765',
	'98765432',
	'98765432101',
	'987654321012',
	'0501234567',
	'971501234567',
	'+91 98765 4321',
	'+91 98765 43210 12',
	'+999 98765 43210',
	'20260331',
	'2345 6789 0123',
	'400001',
	'46112',
	'123-45-6789',
	'978-3-16-148410-0',
	'1 9876543210',
	'+91 0000000000',
])('%s is no complete number in India', (text) => {
	expect(readPhoneText(text, 'Phone').digits).toMatch(/^\d+$/);
	expect(refusal(() => read(text)).message).toContain('not a complete number');
});

test.each([
	['9.19877E+11', 'spreadsheet has shortened'],
	['9876543210.0', 'decimals'],
	['2026-03-31', 'a date'],
	['9876543210/9876543211', 'more than one number'],
	['98765 43210 / 98765 43211', 'more than one number'],
	['1774915200000', 'a time in milliseconds'],
	['192.168.1.10', 'an IP address'],
	['12.971598', 'decimals'],
	['3782 822463 10005', '15 digits, more than any phone number'],
	['0000000000', 'only zeros'],
	['https://wa.me/919876543210', 'a link'],
])('of %s it is said that it is %s', (text, words) => {
	expect(refusal(() => readPhoneText(text, 'Phone')).message).toContain(words);
});

test.each(['9999999999', '+91 88888 88888', '077777 77777'])(
	'%s, which several people have entered in place of a number, matches nobody',
	(text) => {
		expect(readPhoneText(text, 'Phone').digits).toMatch(/^\d+$/);
		expect(refusal(() => read(text)).message).toContain('in place of a number');
	},
);

/** Where people dial less within a town: local numbers without an area code, as each country has them. */
test.each([
	['346-1545', 'US'],
	['3461545', 'CA'],
	['8765 4321', 'CN'],
	['3998 7324', 'BR'],
	['99123-4567', 'BR'],
	['521223', 'DE'],
	['1234 5678', 'SE'],
	['8143 3249', 'ID'],
	['12198497', 'AU'],
	['3248 2761', 'TW'],
	['8228940', 'NL'],
	['848 5947', 'ZA'],
	['5085972', 'PL'],
	['8861327', 'GB'],
] as const)('%s, which in %s people have in several towns, matches nobody', (text, country) => {
	expect(readPhoneText(text, 'Phone').digits).toMatch(/^\d+$/);
	expect(refusal(() => read(text, country)).message).toMatch(/local number|not a complete number/);
});

/** Written without a prefix, and complete. */
test.each([
	['41234567', 'AE', '+97141234567'],
	['501234567', 'AE', '+971501234567'],
	['71 123 456', 'LB', '+96171123456'],
	['8123 4567', 'SG', '+6581234567'],
	['3312 3456', 'QA', '+97433123456'],
	['32 12 34 56', 'DK', '+4532123456'],
	['235-1918', 'MH', '+6922351918'],
	['1-4123456', 'NP', '+97714123456'],
	['15123456789', 'DE', '+4915123456789'],
	['(11) 91234-5678', 'BR', '+5511912345678'],
	['55 99123-4567', 'BR', '+5555991234567'],
	['91181 23456', 'IN', '+919118123456'],
	['393 331 2345', 'IT', '+393933312345'],
] as const)('%s is complete in %s', (text, country, number) => {
	expect(read(text, country)).toBe(number);
});

/** A calling code without its plus sign, where the country also has national numbers that begin so. */
test.each([
	['49 151 93623685', 'DE', '+4915193623685'],
	['62 816 617 656', 'ID', '+62816617656'],
	['383 43 226 746', 'XK', '+38343226746'],
	['0057 323 0242376', 'CO', '+573230242376'],
	['0062 816 617 656', 'ID', '+62816617656'],
	['0081 90 1006 6861', 'JP', '+819010066861'],
] as const)('%s, which in %s may be %s or another one, is neither', (text, country, number) => {
	const { message, advice } = refusal(() => read(text, country));
	expect(message).toMatch(new RegExp(`which may be \\${number} or \\+\\d+$`));
	expect(advice).toContain('+ and its country code');
});

test.each([
	['919877000000', 'IN'],
	['9880000000', 'IN'],
	['971501000000', 'AE'],
] as const)(
	'%s, which a spreadsheet may have made of a shortened number, matches nobody',
	(text, country) => {
		expect(readPhoneText(text, 'Phone').digits).toBe(text);
		expect(refusal(() => read(text, country)).message).toContain('spreadsheet may have shortened');
	},
);

test.each([
	['+91 98770 00000', '+919877000000'],
	['98770 00000', '+919877000000'],
	['9876500000', '+919876500000'],
])('%s, which nobody has shortened, is %s', (text, number) => {
	expect(read(text)).toBe(number);
});

test.each([
	['12.34.56.78', '12345678'],
	['98765.43210', '9876543210'],
	['022.2345.6789', '02223456789'],
	['022.23456789', '02223456789'],
	['+91.9876543210', '919876543210'],
	['1 800 123 456789', '1800123456789'],
	['0049 1512 3456789', '004915123456789'],
])('%s, which has points or many digits, can be a phone', (text, digits) => {
	expect(readPhoneText(text, 'Phone').digits).toBe(digits);
});
