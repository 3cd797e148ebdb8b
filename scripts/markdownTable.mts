/** The cells of one row of a table, as Markdown. */
export type Row = readonly string[];

/** Text that would end a cell of a table otherwise. */
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');

/** A table in Markdown. */
export function renderTable(head: Row, rows: readonly Row[]): string {
	const line = (cells: Row) => `| ${cells.map(cell).join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Names as code, separated by commas; empty ones are left out. */
export function listNames(names: readonly string[]): string {
	return names
		.filter((name) => name !== '')
		.map((name) => `\`${name}\``)
		.join(', ');
}
