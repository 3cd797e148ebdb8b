import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate with its key, in PEM. */
export interface TestCertificate {
	key: string;
	cert: string;
}

/** Certificates of an authority of this test's own, and one that is self-signed. */
export interface TestCertificates {
	/** Of the authority, for those who trust it. */
	authority: string;
	good: TestCertificate;
	expired: TestCertificate;
	otherHost: TestCertificate;
	selfSigned: TestCertificate;
}

/** Makes certificates for `localhost` with the machine's openssl. */
export function makeCertificates(): TestCertificates {
	const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
	const openssl = (...values: string[]) => {
		execFileSync('openssl', values, { cwd: folder, stdio: 'pipe' });
	};
	const read = (name: string) => readFileSync(join(folder, name), 'utf8');
	const newKey = ['-newkey', 'rsa:2048', '-nodes'];
	const selfSign = (name: string, subject: string) => {
		openssl(
			...['req', '-x509', ...newKey, '-days', '2', '-subj', subject],
			...['-keyout', `${name}.key`, '-out', `${name}.pem`],
		);
	};
	const sign = (name: string, host: string, days: number): TestCertificate => {
		writeFileSync(join(folder, `${name}.ext`), `subjectAltName=DNS:${host}\n`);
		openssl(
			...['req', '-new', ...newKey, '-subj', `/CN=${host}`],
			...['-keyout', `${name}.key`, '-out', `${name}.csr`],
		);
		openssl(
			...['x509', '-req', '-in', `${name}.csr`, '-CA', 'authority.pem', '-CAkey', 'authority.key'],
			...['-CAcreateserial', '-days', String(days), '-extfile', `${name}.ext`],
			...['-out', `${name}.pem`],
		);
		return { key: read(`${name}.key`), cert: read(`${name}.pem`) };
	};
	try {
		selfSign('authority', '/CN=Test Authority');
		selfSign('selfSigned', '/CN=localhost');
		return {
			authority: read('authority.pem'),
			good: sign('good', 'localhost', 2),
			expired: sign('expired', 'localhost', -1),
			otherHost: sign('otherHost', 'other.example', 2),
			selfSigned: { key: read('selfSigned.key'), cert: read('selfSigned.pem') },
		};
	} finally {
		rmSync(folder, { recursive: true });
	}
}
