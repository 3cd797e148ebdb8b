export { findRecords } from './findRecords';
export type { Sought } from './matching';
export { byEmail, byPhone, isSame } from './matching';
export type { Unchanged } from './unchangedOption';
export { unchangedOption } from './unchangedOption';
export { planUpsert } from './upsert';
