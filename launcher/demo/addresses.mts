import type { N8nInstance } from '../n8nInstance.mts';
import type { Owner, SavedWorkflow } from '../n8nSession.mts';
import type { DemoSandbox } from './demoSandbox.mts';
import { readForm } from './formSubmission.mts';
import { chooseNearlyHotLead, HOT_STATUS } from './hotLead.mts';

/** Somebody whom CRMLead Pro knows, with a phone, so that the example sends its message. */
const YSUITE_LEAD = {
	cstname: 'Priya Sharma',
	cstemail: 'priya.sharma@indus-analytics.example',
};

/** A shell command that adds a lead in YSUITE. */
function addLeadCommand({ organisation }: DemoSandbox): string {
	const { baseUrl, accessKey, secretKey } = organisation;
	return [
		`curl ${baseUrl}/leads`,
		`-H 'content-type: application/json'`,
		`-H 'x-ysuite-access-key: ${accessKey}'`,
		`-H 'x-ysuite-secret-key: ${secretKey}'`,
		`-d '${JSON.stringify(YSUITE_LEAD)}'`,
	].join(' \\\n    ');
}

/** A shell command that qualifies a lead in CRMLead Pro. */
function qualifyLeadCommand({ workspace }: DemoSandbox, leadId: string): string {
	const { baseUrl, apiKey } = workspace;
	return [
		`curl -X PATCH ${baseUrl}/leads/${leadId}`,
		`-H 'content-type: application/json'`,
		`-H 'authorization: Bearer ${apiKey}'`,
		`-d '${JSON.stringify({ status: HOT_STATUS })}'`,
	].join(' \\\n    ');
}

/**
 * What a person needs to go on by hand: addresses, login, keys, and how to try the examples that ask for what is new.
 *
 * @param form the workflow whose form is shown
 */
export async function describeAddresses(
	n8n: N8nInstance,
	{ email, password }: Owner,
	form: SavedWorkflow,
	sandbox: DemoSandbox,
): Promise<string> {
	const { workspace, organisation } = sandbox;
	const { id, name, score } = chooseNearlyHotLead(await workspace.state());
	return `
  n8n                  ${n8n.origin}
  e-mail               ${email}
  password             ${password}
  form                 ${n8n.origin}${readForm(form).path}

  CRMLead Pro sandbox  ${workspace.baseUrl}
  API key              ${workspace.apiKey}

  YSUITE sandbox       ${organisation.baseUrl}
  access key           ${organisation.accessKey}
  secret key           ${organisation.secretKey}

A lead that is added in YSUITE is in CRMLead Pro within a minute. Try it:

  ${addLeadCommand(sandbox)}

${name} has a score of ${score}. Once qualified, this lead is hot, and within a minute its user is told on WhatsApp:

  ${qualifyLeadCommand(sandbox, id)}
`;
}
