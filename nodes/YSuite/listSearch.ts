import type { IDataObject, INodeListSearchItems } from 'n8n-workflow';

import { firstText, readId } from '../shared/json';
import { createListSearch } from '../shared/operation';
import { ySuiteApi, ySuiteLists } from './api';

/** Shows a lead or contact by its name, with what distinguishes namesakes. */
function toItem(record: IDataObject): INodeListSearchItems | undefined {
	const value = readId(record.cstid);
	if (value === undefined) return undefined;
	const detail = firstText(
		record.cstemail,
		record.cstmobile,
		record.lead_company_name,
		record.ct_number,
	);
	const title = firstText(record.cstname, value) ?? value;
	return { name: detail === undefined ? title : `${title} (${detail})`, value };
}

const createSearch = (plural: 'leads' | 'contacts') =>
	createListSearch(ySuiteApi, {
		path: `/${plural}`,
		plural,
		paging: ySuiteLists.paging,
		toQuery: (search) => ({ search }),
		toItem,
	});

/** Lists leads by name. */
export const searchLeads = createSearch('leads');

/** Lists contacts by name. */
export const searchContacts = createSearch('contacts');
