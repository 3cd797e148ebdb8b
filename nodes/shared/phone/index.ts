export { DEFAULT_COUNTRY, defaultCountry, phone } from './phoneField';
export type { Country } from './phoneNumber';
export { readPhoneNumber, tryPhoneNumber } from './phoneNumber';
export { readPhoneText } from './phoneText';
export { toSearchTexts } from './searchTexts';
export { trimCell } from './spelling';
