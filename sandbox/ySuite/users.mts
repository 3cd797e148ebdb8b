const users = new Map([
	[1, 'Aisha Al Mansoori'],
	[2, 'Rahul Menon'],
	[3, 'Fatima Al Suwaidi'],
	[4, 'Joseph Fernandes'],
	[5, 'Omar Haddad'],
]);

/** The ids of the users in every organisation. */
export const userIds = [...users.keys()];

/** The name of a user, or null for nobody and strangers. */
export function userName(id: number | null | undefined): string | null {
	return users.get(id ?? 0) ?? null;
}
