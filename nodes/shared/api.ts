import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

/** Every n8n context from which a node may call an API. */
export type ApiContext =
	| IExecuteFunctions
	| ILoadOptionsFunctions
	| IHookFunctions
	| IWebhookFunctions
	| IPollFunctions;

/** What a credential gives access to. */
export interface ApiAccess {
	/** Checked base URL without a trailing slash, e.g. `https://crmleadpro.in/api/v1`. */
	readonly baseUrl: string;
	/** Keys and secrets, blanked out of every text that users see. */
	readonly secrets: readonly string[];
	/** Hash of the key and base URL, which identifies the account. */
	readonly account: string;
	/** How many requests may start in a minute; undefined for no limit. */
	readonly requestsPerMinute: number | undefined;
}

/** What a product's credential says, before the engine has checked it. */
export interface CredentialSettings {
	readonly baseUrl: string;
	/** The key that identifies the account. */
	readonly accountKey: string;
	/** Keys and secrets, blanked out of every text that users see. */
	readonly secrets: readonly string[];
	/** The limit that the plan has or the user entered; blank for none. */
	readonly requestsPerMinute: unknown;
}

/**
 * What to do about a failed reply: always the same, or depending on the API's own message, where one
 * status has several meanings.
 */
export type Advice = string | ((message: string) => string | undefined);

/** What the engine has to know about a product's API. */
export interface Api {
	/** The product's name as its users write it. */
	readonly name: string;
	/** Name of the credential type, e.g. `crmLeadProApi`. */
	readonly credentialType: string;
	/** What to do, by HTTP status, where the product has better advice than the general one. */
	readonly advice: Readonly<Record<number, Advice>>;
	/**
	 * Reads a decrypted credential.
	 *
	 * @throws {ParameterError} when a key is missing
	 */
	readonly readCredential: (data: ICredentialDataDecryptedObject) => CredentialSettings;
	/**
	 * Adds the keys to a request.
	 *
	 * @throws {ParameterError} when the request goes to another origin than the credential's
	 */
	readonly authenticate: (
		data: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	) => IHttpRequestOptions;
}
