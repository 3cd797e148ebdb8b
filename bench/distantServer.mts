import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod/v4';

import { makeCertificates } from '../test/support/certificates.mts';

/** What the proxy is started with. */
export const proxyOrderSchema = z.object({
	/** Origin of the server behind it. */
	target: z.string().transform((origin) => new URL(origin)),
	key: z.string(),
	cert: z.string(),
	/** In ms; each gets a port. */
	roundTrips: z.array(z.number().nonnegative()),
});

/** What the proxy says when it is ready. */
export const proxyPlacesSchema = z.array(z.object({ roundTrip: z.number(), port: z.int() }));
export type ProxyPlaces = z.infer<typeof proxyPlacesSchema>;

/** HTTPS addresses of a server, each some distance away. */
export interface DistantServer {
	/** The authority that vouches for them, in PEM, and as a file. */
	readonly authority: string;
	readonly authorityFile: string;
	/** The address of what is at `origin`, e.g. of a workspace, so many ms there and back. */
	readonly at: (roundTrip: number, address: string) => string;
	readonly stop: () => Promise<void>;
}

/**
 * Puts a server some distance away, behind HTTPS.
 *
 * @param origin of the server, plain http
 * @param roundTrips in ms
 * @param folder takes the authority's file
 */
export async function startDistantServer(
	origin: string,
	roundTrips: readonly number[],
	folder: string,
): Promise<DistantServer> {
	const { authority, good } = makeCertificates();
	const authorityFile = join(folder, 'authority.pem');
	await writeFile(authorityFile, authority);
	const child = spawn(
		process.execPath,
		[
			join(import.meta.dirname, 'distanceProxy.mts'),
			JSON.stringify({ target: origin, ...good, roundTrips }),
		],
		{ stdio: ['pipe', 'pipe', 'inherit'] },
	);
	const exited = once(child, 'exit');
	const firstLine = once(createInterface(child.stdout), 'line').then(([line]) => String(line));
	const places = proxyPlacesSchema.parse(JSON.parse(await firstLine));
	return {
		authority,
		authorityFile,
		at: (roundTrip, address) => {
			const place = places.find((one) => one.roundTrip === roundTrip);
			if (place === undefined) throw new Error(`Nothing is ${roundTrip} ms away`);
			return address.replace(origin, `https://localhost:${place.port}`);
		},
		stop: async () => {
			child.kill('SIGTERM');
			await exited;
		},
	};
}
