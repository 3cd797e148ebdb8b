export { findRecords } from './findRecords';
export type { Sought } from './matching';
export { byEmail, byPhone, isSame } from './matching';
export type { Unchanged } from './upsert';
export { planUpsert, unchangedOption } from './upsert';
