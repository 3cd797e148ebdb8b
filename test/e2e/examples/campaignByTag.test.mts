import { openWorkspace, runExample } from '../support/examples.mts';

test('the campaign by tag is sent once, and its name tells how many contacts have the tag', async () => {
	const workspace = await openWorkspace();
	const execution = await runExample('crmlpCampaignTag');
	const { campaigns, contacts } = await workspace.state();
	const tagged = contacts.filter(({ tags }) => tags.includes('newsletter')).length;
	expect(execution.status).toBe('success');
	expect(campaigns.filter(({ name }) => name === `Diwali greeting to ${tagged} contacts`)).toEqual([
		expect.objectContaining({ channel: 'whatsapp', status: 'sent' }),
	]);
});

test('a tag that nobody has sends nothing', async () => {
	const workspace = await openWorkspace({ seed: 'empty' });
	const { status } = await runExample('crmlpCampaignTag');
	expect(status).toBe('success');
	expect((await workspace.state()).campaigns).toEqual([]);
});
