import { createCredentialTest } from '../shared/credential/credentialTest';
import { UnexpectedReplyError } from '../shared/failures';
import { readList } from '../shared/http';
import { valueAt } from '../shared/json';
import { ySuiteApi } from './api';

/** Tests a YSUITE credential by reading one lead; other servers do not say `success: true`. */
export const testYSuiteApi = createCredentialTest(ySuiteApi, '/leads?pageSize=1', (reply) => {
	if (valueAt(reply.body, ['success']) !== true) throw new UnexpectedReplyError('a list of leads');
	return readList(reply, 'leads');
});
