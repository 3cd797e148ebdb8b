import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { ApiError, invalidFields } from '../apiError.mts';
import type { Journal } from '../journal.mts';
import type { Api, WorkspaceOf } from '../serveApi.mts';
import type { Workspaces } from '../workspaces.mts';
import { errorReply, success } from './envelope.mts';
import type { Organisation } from './organisation.mts';
import { cutPage } from './paging.mts';
import type { StoredRecord } from './records.mts';
import * as requests from './requests.mts';
import { contactRowFields, leadRowFields } from './schemas.mts';

/** Where the API stands, on the same server as the other one. */
export const basePath = '/ysuite/v1';

/** The YSUITE API over these organisations. */
export function ySuiteApi(
	organisations: Workspaces<Organisation>,
	unclaimed: Journal,
): Api<Organisation> {
	return {
		basePath,
		findWorkspace: ({ 'x-ysuite-access-key': accessKey }) =>
			typeof accessKey === 'string' ? organisations.withKey(accessKey) : undefined,
		opens: ({ keyPairs }, headers) =>
			keyPairs.open(headers['x-ysuite-access-key'], headers['x-ysuite-secret-key']),
		unauthorizedMessage: 'Invalid API credentials.',
		errorReply,
		samples: {
			someJson: '{"success":true,"data":{"cstid":42,"ct_number":"LED-0042"}}',
			notAList: success({ data: 'oops' }),
		},
		unclaimed,
		addRoutes,
	};
}

/** The eight documented endpoints. */
function addRoutes(server: FastifyInstance, organisationOf: WorkspaceOf<Organisation>): void {
	const app = server.withTypeProvider<ZodTypeProvider>();

	app.addHook('preValidation', (request, _reply, done) => {
		const { organisation, addOn } = organisationOf(request).switches;
		if (organisation === 'none') throw new ApiError(400, 'No organisation assigned to user.');
		if (addOn === 'inactive') throw new ApiError(403, 'Subscription add-on is not active.');
		done();
	});

	app.get('/leads', { schema: { querystring: requests.leadQuerySchema } }, (request) => {
		const { account, switches } = organisationOf(request);
		const leads = account.leads.list(request.query);
		return success(cutPage(leads, request.query, leadRowFields, switches));
	});
	app.post('/leads', { schema: { body: requests.leadBodySchema } }, (request) => {
		const lead = organisationOf(request).account.leads.create(request.body);
		return success(briefly(lead), 'Lead created successfully!');
	});
	app.delete<IdParams>('/leads/:id', (request) => {
		organisationOf(request).account.leads.records.delete(Number(request.params.id));
		return success(undefined, 'Lead deleted successfully');
	});

	app.get('/contacts', { schema: { querystring: requests.contactQuerySchema } }, (request) => {
		const { account, switches } = organisationOf(request);
		const contacts = account.contacts.list(request.query);
		return success(cutPage(contacts, request.query, contactRowFields, switches));
	});
	app.post('/contacts', { schema: { body: requests.contactBodySchema } }, (request) => {
		const contact = organisationOf(request).account.contacts.create(request.body);
		return success(briefly(contact), 'Contact created successfully!');
	});
	app.get<IdParams>('/contacts/:id', (request) =>
		success(organisationOf(request).account.contacts.records.get(Number(request.params.id))),
	);
	app.put<IdParams & { Body: requests.ContactChanges }>(
		'/contacts/:id',
		{ schema: { body: requests.contactChangesSchema } },
		(request) => {
			const { account, switches } = organisationOf(request);
			const id = Number(request.params.id);
			const contact =
				switches.contactUpdate === 'partial'
					? account.contacts.update(id, request.body)
					: account.contacts.replace(id, whole(request.body));
			return success(briefly(contact), 'Contact updated successfully!');
		},
	);
	app.delete<IdParams>('/contacts/:id', (request) => {
		organisationOf(request).account.contacts.records.delete(Number(request.params.id));
		return success(undefined, 'Contact deleted successfully');
	});
}

interface IdParams {
	Params: { id: string };
}

function briefly({ cstid, ct_number, cstname }: StoredRecord): object {
	return { cstid, ct_number, cstname };
}

/**
 * @throws ApiError 422 when a contact's name or type is missing
 */
function whole(changes: requests.ContactChanges): requests.ContactBody {
	const parsed = requests.contactBodySchema.safeParse(changes);
	if (parsed.success) return parsed.data;
	throw invalidFields(
		Object.fromEntries(parsed.error.issues.map(({ path, message }) => [path.join('.'), [message]])),
	);
}
