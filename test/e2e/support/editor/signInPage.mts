import type { Page } from 'playwright-core';

import { OWNER } from '../ownN8n.mts';

/** Signs in with the form that n8n shows first, and waits until n8n lets the owner in. */
export async function signInAsOwner(page: Page): Promise<void> {
	await page.goto('/');
	await page.getByTestId('emailOrLdapLoginId').getByRole('textbox').fill(OWNER.email);
	await page.getByTestId('password').locator('input').fill(OWNER.password);
	await page.getByTestId('form-submit-button').click();
	await page.getByTestId('project-home-menu-item').waitFor();
}
