import { z } from 'zod/v4';
import { commonSwitches } from './commonSwitches.mts';

const envelopeOfOne = z.enum(['bare', 'data', 'resource']);

/**
 * Everything the documents leave open, as a switch of the workspace. The defaults make the most plausible server.
 */
export const switchesSchema = z.strictObject({
	listEnvelope: z
		.enum([
			'bare',
			'data',
			'data.data',
			'items',
			'results',
			'resource',
			'content',
			'records',
			'result.items',
			'_embedded',
		])
		.default('data')
		.describe('Where a list stands in its reply; `resource` is the plural, such as `leads`'),
	singleEnvelope: envelopeOfOne
		.default('bare')
		.describe('Where one record or the funnel stands in the reply to a GET'),
	createdEnvelope: envelopeOfOne
		.default('bare')
		.describe('Where the record stands in the reply to a POST or PATCH'),
	paging: z
		.enum([
			'nextCursor',
			'metaNextCursor',
			'paginationNextCursor',
			'linkHeader',
			'linksNext',
			'totalPages',
			'metaTotalPages',
			'paginationTotalPages',
			'lastPage',
			'metaLastPage',
			'total',
			'metaTotal',
			'paginationTotal',
			'totalRecords',
			'metaTotalRecords',
			'hasMore',
			'nextPageToken',
			'nextPageUrl',
			'offset',
			'startingAfter',
			'shortPage',
			'ignoresPage',
		])
		.default('metaTotal')
		.describe(
			'How a list tells that there is more; signals in the body stand beside the list, so a bare array has none. `nextPageToken` is sent back as `pageToken`, `offset` and `startingAfter` know no page numbers, `shortPage` tells nothing, `ignoresPage` always answers with page 1',
		),
	pageParameter: z.string().min(1).default('page').describe('The name of the page number'),
	limitParameter: z.string().min(1).default('limit').describe('The name of the page size'),
	nextLinkOrigin: z
		.url()
		.nullable()
		.default(null)
		.describe('The origin of links to the next page; null is the one that was asked'),
	errorBody: z
		.enum([
			'error.message',
			'error',
			'message',
			'detail',
			'errorsList',
			'errorsTextList',
			'errorsMap',
			'html',
			'text',
			'empty',
		])
		.default('error.message')
		.describe('The shape of an error body'),
	...commonSwitches({
		requestId: 'header',
		rateLimit: {
			requestsPerMinute: 1_000,
			algorithm: 'fixedWindow',
			retryAfter: 'seconds',
			remainingHeader: true,
		},
	}),
	deleteReply: z
		.enum(['empty204', 'json200', 'emptyBody200'])
		.default('empty204')
		.describe('The reply to a DELETE'),
	pipelineKeyField: z
		.enum(['key', 'slug', 'none'])
		.default('key')
		.describe('The field of a pipeline that holds its key, such as `sales`'),
	webhookManagement: z
		.enum(['full', 'createOnly404', 'createOnly405', 'createOnly501'])
		.default('full')
		.describe('Whether webhooks can be listed and deleted, or with which status not'),
	webhookReply: z
		.enum(['id', 'webhook_id', 'data.id', 'webhook.id'])
		.default('id')
		.describe('Where the reply to a registration tells the id'),
	webhookSecret: z
		.enum(['none', 'secret', 'signing_secret', 'webhook_secret'])
		.default('secret')
		.describe('The field of the reply to a registration that tells the signing secret'),
	webhookSecretSource: z
		.enum(['sent', 'generated'])
		.default('sent')
		.describe('Whether the secret sent at registration signs, or always one that the API makes'),
	webhookRetryDelays: z
		.array(z.number().nonnegative())
		.default([1_000, 5_000])
		.describe('Waits between the attempts of a delivery, in ms of the workspace’s clock'),
	signatureHeader: z
		.enum([
			'x-crmleadpro-signature',
			'x-crmlp-signature',
			'x-webhook-signature',
			'x-signature',
			'x-signature-256',
			'x-hub-signature-256',
		])
		.or(z.string().regex(/^[a-z0-9-]+$/))
		.default('x-crmleadpro-signature')
		.describe('The header of a delivery that holds the signature'),
	signatureFormat: z
		.enum([
			'hex',
			'hexUppercase',
			'base64',
			'base64url',
			'sha256=hex',
			'sha256=base64',
			'hmac-sha256=hex',
			'v0=hex',
			'v1,base64',
			'hmacScheme',
			'timestamped',
			'timestampedSemicolons',
			'timestampedNames',
		])
		.default('sha256=hex')
		.describe(
			'The form of the signature. `hmacScheme` is `HMAC-SHA256 <hex>`; the timestamped ones also tell the time: `t=…,v1=…`, `ts=…;h1=…` and `timestamp=…,signature=…` with base64',
		),
	signedContent: z
		.enum([
			'body',
			'time.body',
			'time:body',
			'timebody',
			'time\nbody',
			'body.time',
			'v0:time:body',
			'id.time.body',
			'idtimebody',
			'urlbody',
			'methodurlbodytime',
			'methodurltimebody',
		])
		.nullable()
		.default(null)
		.describe(
			'What the signature covers, with what stands between it; null is `time.body` for a timestamped format and else `body`',
		),
	signatureTimeHeader: z
		.string()
		.regex(/^[a-z0-9-]+$/)
		.default('x-crmleadpro-timestamp')
		.describe('The header of the signed time, where the signature does not tell it'),
	signatureTimeFormat: z
		.enum(['seconds', 'milliseconds', 'iso', 'http'])
		.default('seconds')
		.describe('How the signed time is written'),
	signatureIdHeader: z
		.string()
		.regex(/^[a-z0-9-]+$/)
		.default('x-crmleadpro-message-id')
		.describe('The header of the signed ID'),
	signatureSecretForm: z
		.enum(['text', 'whsec', 'hex', 'base64'])
		.default('text')
		.describe(
			'How the secret is meant: `whsec` is the prefix `whsec_` and base64, in secrets that the API makes',
		),
	signatureAgeSeconds: z
		.int()
		.default(0)
		.describe('How far back the time of a timestamped signature lies'),
	eventNameField: z
		.enum(['event', 'type', 'event_type', 'header', 'webhookHeader'])
		.default('event')
		.describe('Where a delivery names its event; headers `x-crmleadpro-event`, `x-webhook-event`'),
	deliveryIdField: z
		.enum(['id', 'event_id', 'delivery_id', 'header', 'webhookHeader', 'none'])
		.default('id')
		.describe('Where a delivery tells its id; headers `x-crmleadpro-delivery`, `x-webhook-id`'),
	listSorting: z
		.enum(['honoured', 'ignored', 'orderOnly', 'rejected'])
		.default('honoured')
		.describe(
			'What lists make of `sort_by` and `sort_order`; with `orderOnly` they are always sorted by `created_at`',
		),
	campaignWithoutRecipients: z
		.enum(['rejected', 'everyone'])
		.default('rejected')
		.describe('What a campaign that names no recipients is'),
});

export type Switches = z.infer<typeof switchesSchema>;

/** Some switches and their new values; the others stay. */
export type SwitchChanges = Partial<z.input<typeof switchesSchema>>;

export const switchNames = Object.keys(switchesSchema.shape);
