import {
	COLUMN_PARTS,
	COLUMN_SPELLINGS,
	SAME_COLUMNS,
} from '../nodes/shared/operation/columns/spellings.ts';
import { renderTable } from './markdownTable.mts';

/** `assignedTo` as people read it: Assigned To. */
const toTitle = (name: string) =>
	name.replace(/[A-Z]/g, ' $&').replace(/^./, (first) => first.toUpperCase());

/** Which columns Auto-Map takes for which field, from the table in the code. */
export function renderColumns(): string {
	const rows = Object.entries(COLUMN_SPELLINGS).map(([meaning, spellings]) => {
		const same = Object.entries(SAME_COLUMNS).filter(([, other]) => other === meaning);
		const fields = [meaning, ...same.map(([name]) => name)].map(toTitle).join(', ');
		const parts = (COLUMN_PARTS[meaning] ?? []).map((names) => names.join(' or '));
		const joined = parts.length === 0 ? [] : [`joined: ${parts.join('; ')}`];
		return [fields, [...spellings, ...joined].join(', ')];
	});
	return [
		'<!-- Written by npm run docs. -->',
		'# Columns that fields take',
		'With **Data to Send: Auto-Map Input Data to Fields** each column of an item goes to the field that is called like it. Letter case, spaces and punctuation do not matter: `Mobile No.` is `MOBILE_NO`, too. A field’s own label, and its names in [workflows](operations.md) and in the API, always count. These spellings are known besides:',
		renderTable(['Field', 'Columns'], rows),
		'Blank cells are not filled in. Two columns with different values for one field are an error: enter one of them in **Inputs to Ignore**. A name that is given whole and in parts is no contradiction where the whole has the parts in it. **Other Fields (JSON)** is never filled in from a column. Columns that hold a list or an object are read only where a field takes one. `lead_status` of Facebook is its own (`CREATED`): ignore it, unless your workspace has such a status.',
		'Values are [read as in the form](values.md), and errors name the column. A value that every item should have, such as a source, comes from an Edit Fields node before this one.',
	].join('\n\n');
}
