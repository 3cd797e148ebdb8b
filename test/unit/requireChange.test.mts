import { requireChange } from '../../nodes/shared/operation/requireChange.ts';
import { refusal } from './support/refusal.mts';

test('an update without a field is refused, with what to do', () => {
	const { message, advice } = refusal(() => requireChange({}));
	expect(message).toBe('Update Fields is empty, so there is nothing to update');
	expect(advice).toBe(
		'Add at least one field with a value. To clear a field, set it to null in Other Fields (JSON).',
	);
});

test.each([{ name: 'Asha Rao' }, { email: null }])('the fields %j are to be changed', (changes) => {
	expect(requireChange(changes)).toBe(changes);
});
