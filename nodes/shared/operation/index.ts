export { describeResources, describeSubtitle, lookUp } from './describe';
export { findDifferences } from './differences';
export { executeOperation } from './execute';
export type { ListStyle } from './listOperation';
export { defineList, pick, simplify } from './listOperation';
export { createListSearch } from './listSearch';
export type { Operation, Resource, RunScope, Task } from './operation';
export { defineOperation, defineSteps } from './operation';
export { requireChange } from './requireChange';
