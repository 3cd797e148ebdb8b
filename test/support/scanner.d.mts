declare module '@n8n/scan-community-package/scanner/scanner.mjs' {
	import type { Linter } from 'eslint';

	/** File patterns that the official scan reads in a source checkout. */
	export const SOURCE_FILE_PATTERNS: string[];
	/** The rules of the official scan. */
	export function buildScanConfig(): Promise<Linter.Config[]>;
	/** The official verdict on a folder. */
	export function analyzePackage(
		folder: string,
		patterns: string[],
	): Promise<{ passed: boolean; message?: string; details?: string }>;
}
