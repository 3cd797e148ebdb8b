export { choice, choices, toggle } from './choice';
export { bodyFields, collection, joinFields, queryFields, sideBySide } from './collection';
export { day, instant, moment } from './date';
export type { Field, Fields, FieldTexts, ReadContext, Values } from './field';
export {
	compareNames,
	filled,
	isBlank,
	notice,
	shownWhere,
	shownWhereSet,
	sortedByName,
} from './field';
export { integerId, integerIds } from './integerId';
export { jsonObject, otherFields } from './jsonObject';
export { keyValues, queryRows } from './keyValues';
export { list } from './list';
export { joinList, splitList } from './listText';
export { locator, locatorList, unwrapLocator } from './locator';
export { number } from './number';
export { recordLocator } from './recordLocator';
export { requiredText, text } from './text';
export { trimText } from './trimText';
