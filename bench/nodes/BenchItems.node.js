const { startWatch } = require('./liveMemory.js');

/** Digits as numbers have them: in a row they would share too many. The same as in `cases/sync.mts`. */
const phoneOf = (index) => 9_000_000_000 + ((index * 48_271) % 999_999_937);

/** The other columns of a spreadsheet of leads. */
const columnsOf = (index) => ({
	Email: `asha.rao.${index}@example.com`,
	Phone: `+91 ${phoneOf(index)}`,
	Company: 'Rao Silks',
	Pipeline: 'sales',
	Status: 'new',
	Stage: 'new',
	Score: 50,
	Source: 'trade_show',
	Owner: 'user_sales_rep_01',
	Tags: ['vip', 'hot'],
});

/**
 * A night's 5,000 rows for an account that has the leads 0 to 19,999: 4,000 as they are, 500 changed, 450 new, and 50
 * of these twice.
 */
const syncRow = (index) => {
	if (index < 4_000) return columnsOf(index);
	if (index < 4_500) return { ...columnsOf(index), Company: 'Rao & Daughters' };
	return columnsOf(index < 4_950 ? 20_000 + index - 4_500 : 20_000 + index - 4_950);
};

const ROWS = { names: () => ({}), columns: columnsOf, sync: syncRow };

/** Puts out as many items as it is told, with a name each and, where it is told so, further columns. */
exports.BenchItems = class BenchItems {
	description = {
		displayName: 'Bench Items',
		name: 'benchItems',
		group: ['transform'],
		version: 1,
		description: 'Puts out items',
		defaults: { name: 'Bench Items' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [
			{ displayName: 'Count', name: 'count', type: 'number', default: 1 },
			{ displayName: 'Prefix', name: 'prefix', type: 'string', default: 'Lead' },
			{ displayName: 'Rows', name: 'rows', type: 'string', default: 'names' },
			{ displayName: 'Watches Memory', name: 'watchesMemory', type: 'boolean', default: false },
		],
	};

	async execute() {
		const count = this.getNodeParameter('count', 0);
		const prefix = this.getNodeParameter('prefix', 0);
		if (this.getNodeParameter('watchesMemory', 0)) startWatch();
		const columns = ROWS[this.getNodeParameter('rows', 0)];
		return [
			Array.from({ length: count }, (_, index) => ({
				json: { name: `${prefix} ${index}`, ...columns(index) },
			})),
		];
	}
};
