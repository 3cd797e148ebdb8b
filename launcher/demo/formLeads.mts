/** What a visitor enters into the form of examples/new-leads-from-form.json, by the labels of its fields. */
export type FormEntry = {
	readonly 'Full name': string;
	readonly 'Work email': string;
	readonly Phone: string;
	readonly Company: string;
	readonly City: string;
};

/** Two people whom the sandbox's demo workspace does not know, and one whom it does, with a new phone and company. */
export const FORM_ENTRIES: readonly FormEntry[] = [
	{
		'Full name': 'Ananya Krishnan',
		'Work email': 'ananya.krishnan@kaveri-handlooms.example',
		Phone: '+91 98840 27163',
		Company: 'Kaveri Handlooms',
		City: 'Chennai',
	},
	{
		'Full name': 'Rohan Deshmukh',
		'Work email': 'rohan@deshmukh-logistics.example',
		Phone: '+91 98225 60418',
		Company: 'Deshmukh Logistics Pvt Ltd',
		City: 'Pune',
	},
	{
		'Full name': 'Priya Sharma',
		'Work email': 'priya.sharma@indus-analytics.example',
		Phone: '+91 98450 11829',
		Company: 'Indus Analytics India Pvt Ltd',
		City: 'Bengaluru',
	},
];
