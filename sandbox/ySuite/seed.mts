import type { Seed } from '../controlSchemas.mts';
import { pick, randomInteger, type Random } from '../random.mts';
import type { Account } from './account.mts';
import * as people from './people.mts';
import { leadStatuses } from './schemas.mts';
import { userIds } from './users.mts';

const dayMs = 86_400_000;
const spreadDays = 90;
const demoSeed = { leads: 45, contacts: 25 };
const nothing = { leads: 0, contacts: 0 };

/** What the generated data comes from. */
interface SeedContext {
	random: Random;
	/** The current time in milliseconds; all dates lie before it. */
	now: number;
}

/** Fills an account; the demo is 45 leads and 25 contacts. Whatever has a higher id was created later. */
export function seedAccount(account: Account, context: SeedContext, seed: Seed): void {
	const counts = seed === 'demo' ? demoSeed : seed === 'empty' ? nothing : seed;
	seedLeads(account, context, counts.leads);
	seedContacts(account, context, counts.contacts);
}

function seedLeads({ leads }: Account, { random, now }: SeedContext, count: number): void {
	for (let number = 1; number <= count; number++) {
		const { city, company, ...person } = somePerson(random, number);
		leads.create(
			{
				...person,
				cstaddress: city,
				lead_status: pick(random, leadStatuses),
				lead_source: pick(random, people.sources),
				lead_industry: pick(random, people.industries),
				lead_company_name: company,
				lead_assignedto: random() < 0.9 ? pick(random, userIds) : null,
				tag_ids: random() < 0.3 ? [randomInteger(random, 1, 6)] : [],
			},
			dateOf(number, count, now),
		);
	}
}

function seedContacts({ contacts }: Account, { random, now }: SeedContext, count: number): void {
	let business: number | null = null;
	for (let number = 1; number <= count; number++) {
		const { city, company, ...person } = somePerson(random, number);
		const createdOn = dateOf(number, count, now);
		// Every third is a company, with those after it as its people.
		if (number % 3 === 1) {
			const taxNumber = `100${randomInteger(random, 100_000_000_000, 999_999_999_999)}`;
			const body = { ...person, cstname: company, cstaddress: city, ct_taxnumber: taxNumber };
			business = contacts.create({ ...body, contact_type: 2 }, createdOn).cstid;
		} else {
			contacts.create(
				{ ...person, cstaddress: city, contact_type: 1, contact_parent: business },
				createdOn,
			);
		}
	}
}

/** @param number keeps the mail addresses of an organisation's records apart */
function somePerson(random: Random, number: number) {
	const firstName = pick(random, people.firstNames);
	const lastName = pick(random, people.lastNames);
	const company = pick(random, people.companies);
	const city = pick(random, people.cities);
	const mailbox = `${firstName}.${lastName}${number}`.toLowerCase().replaceAll(/[^a-z0-9.]/g, '');
	return {
		cstname: `${firstName} ${lastName}`,
		cstemail: `${mailbox}@${company.toLowerCase().replaceAll(' ', '-')}.example`,
		cstmobile: `${city.prefix}${randomInteger(random, 10 ** (city.digits - 1), 10 ** city.digits - 1)}`,
		city: city.name,
		company,
	};
}

/** Evenly over the last days, the first record first. */
function dateOf(number: number, count: number, now: number): string {
	const age = ((count - number + 1) / (count + 1)) * spreadDays * dayMs;
	return new Date(now - age).toISOString();
}
