import type { Logger } from 'n8n-workflow';

/**
 * A logger as n8n's contexts have it, which writes into a list.
 *
 * @param log gets levels and messages, e.g. `warn: The webhook …`
 */
export function recordLog(log: string[]): Logger {
	const record = (level: string) => (message: string) => {
		log.push(`${level}: ${message}`);
	};
	return {
		debug: record('debug'),
		info: record('info'),
		warn: record('warn'),
		error: record('error'),
	};
}
