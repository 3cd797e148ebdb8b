export { choice, choices, toggle } from './choice';
export { bodyFields, collection, queryFields } from './collection';
export { day, moment } from './date';
export type { Field, Fields, FieldTexts, ReadContext, Values } from './field';
export { jsonObject, otherFields } from './jsonObject';
export { keyValues, list } from './list';
export { number } from './number';
export { recordLocator } from './recordLocator';
export { requiredText, text } from './text';
