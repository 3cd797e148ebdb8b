import {
	DETAIL_NAMES,
	FAILURE_FLAGS,
	FAILURE_OBJECTS,
	FAILURE_WORDS,
	ERROR_NAMES,
	FIELD_PATHS,
	MESSAGE_NAMES,
	STATUS_NAMES,
	TITLE_NAMES,
} from '../nodes/shared/http/errorConventions.ts';
import { listNames, renderTable } from './markdownTable.mts';

/** How failures may be written, from the tables of the engine. */
export function describeFailures(): string {
	return [
		'## Failures',
		'Names are read in any spelling: `error_message` is `errorMessage` and `ErrorMessage`, too. Words that say no more than the status, such as `Bad Request` or `invalid_request`, are shown only where there are no others.',
		renderTable(
			['Subject', 'What is understood'],
			[
				['Message', listNames([...MESSAGE_NAMES, ...TITLE_NAMES])],
				['Objects that hold it', `the body, ${listNames(FAILURE_OBJECTS)}`],
				['Further messages, or fields with theirs', listNames(DETAIL_NAMES)],
				[
					'Field that an entry is about',
					`${listNames(FIELD_PATHS.map((path) => path.join('.')))}; a text, a list of steps, or a JSON pointer`,
				],
			],
		),
		'A 200 is a failure, too, where its body has no record and says one of these. What has an ID is a record, whatever its fields.',
		renderTable(
			['What says so', 'Fields'],
			[
				...FAILURE_FLAGS.map(({ names, value }) => [`\`${String(value)}\``, listNames(names)]),
				[
					`${listNames(FAILURE_WORDS)}, or a status from 400 on, with a message`,
					listNames(STATUS_NAMES),
				],
				['any value but nothing', listNames(ERROR_NAMES)],
			],
		),
	].join('\n\n');
}
