import { createCredentialTest } from '../shared/credential/credentialTest';
import { readList } from '../shared/http';
import { crmLeadProApi } from './api';

/** Tests a CRMLead Pro credential by reading the pipelines. */
export const testCrmLeadProApi = createCredentialTest(crmLeadProApi, '/pipelines', (reply) =>
	readList(reply, 'pipelines'),
);
