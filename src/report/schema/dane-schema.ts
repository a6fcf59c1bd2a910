import { z } from 'zod'
import type {
  DomainVerdict,
  GenerateWarning,
  HostState,
  MatchFaultCode,
  RecordOutcome,
  Standing,
  TlsaRecord,
  UnusableWhy,
} from '../../facts/dane-facts.ts'
import type {
  ChainDocument,
  CheckDocument,
  GenerateDocument,
  HostDocument,
  MatchDocument,
  OutcomeDocument,
  RolloverDocument,
  ServerDocument,
  VerdictDocument,
} from '../dane-json.ts'
import { failureSchema } from './failure-schema.ts'
import { count, exactly, list, port, text, time } from './limits.ts'
import { lookupSchema } from './lookup-schema.ts'
import { tlsaSchema } from './policy-schema.ts'

/** Records of one document. A set in the DNS has a few; a command line may hold more. */
const RECORDS = 10_000

/** A line of a zone with data in full. */
const longText = z.string().max(140_000)

const recordFields = { usage: count, selector: count, matching: count, data: z.string().max(131_072) }
const record: z.ZodType<TlsaRecord> = z.object(recordFields)

const faultCode: z.ZodType<MatchFaultCode> = exactly<MatchFaultCode>()(
  z.enum([
    'no-certificate',
    'certificate-unreadable',
    'needs-certificate',
    'digest-mismatch',
    'ta-not-sent',
    'ta-is-leaf',
    'chain-broken',
    'name-mismatch',
    'pkix-untrusted',
    'expired',
    'not-yet-valid',
    'ca-flag',
    'key-usage',
    'purpose',
    'critical-extension',
    'path-length',
    'name-constraint',
  ]),
).meta({ id: 'MatchFaultCode' })

const unusableWhy: z.ZodType<UnusableWhy> = exactly<UnusableWhy>()(
  z.enum([
    'usage-pkix',
    'usage-unknown',
    'selector-unknown',
    'matching-unknown',
    'data-malformed',
    'digest-length',
    'certificate-malformed',
    'key-malformed',
  ]),
).meta({ id: 'UnusableWhy' })

const outcomeState = exactly<RecordOutcome['state']>()(z.enum(['matched', 'failed', 'weaker-digest', 'unusable']))

const outcome: z.ZodType<OutcomeDocument> = z
  .object({
    ...recordFields,
    state: outcomeState,
    depth: count.nullable().meta({ description: 'Where its certificate stands in the chain, 0 for the server’s own' }),
    why: unusableWhy.nullable(),
    faults: list(z.object({ code: faultCode, depth: count.nullable() })),
    message: text,
  })
  .meta({ id: 'TlsaOutcome' })

const verdictFields = {
  verdict: z.enum(['authenticated', 'failed', 'unusable']),
  matched: z.object({ usage: count, selector: count, matching: count, depth: count }).nullable(),
  error: z.union([faultCode, z.literal('no-usable-record')]).nullable(),
  message: text,
  records: list(outcome, RECORDS),
}
const verdict: z.ZodType<VerdictDocument> = z.object(verdictFields).meta({ id: 'TlsaVerdict' })

/** What `wiretight dane match --json` writes. */
export const daneMatchSchema: z.ZodType<MatchDocument> = z.object({
  schema: z.literal('wiretight/dane-match@1'),
  ...verdictFields,
  names: list(text),
  at: time,
  certificates: count,
})

const unusableRecord = z.object({ record, why: unusableWhy })
const standing: z.ZodType<Standing> = z
  .discriminatedUnion('state', [
    z.object({ state: z.literal('none'), why: z.enum(['no-records', 'no-address']) }),
    z.object({
      state: z.literal('usable'),
      base: text,
      records: list(record, RECORDS),
      unusable: list(unusableRecord, RECORDS),
      ttlSeconds: count,
    }),
    z.object({ state: z.literal('unusable-only'), base: text, unusable: list(unusableRecord, RECORDS) }),
    z.object({
      state: z.literal('insecure'),
      why: z.enum(['address-insecure', 'alias-insecure', 'tlsa-insecure']),
    }),
    z.object({
      state: z.literal('failed'),
      why: z.enum(['address-failed', 'alias-failed', 'tlsa-failed', 'tlsa-bogus', 'denial-broken']),
      name: text.nullable(),
      ede: count.nullable(),
      reason: text.nullable(),
      failure: failureSchema.nullable(),
    }),
  ])
  .meta({ id: 'DaneStanding' })

const hostState: z.ZodType<HostState> = exactly<HostState>()(
  z.enum([
    'valid',
    'mismatch',
    'dual-uncovered',
    'address-differs',
    'tls-not-offered',
    'lookup-failed',
    'unusable',
    'insecure',
    'none',
    'unseen',
  ]),
)

const chain: z.ZodType<ChainDocument> = z.object({
  keyType: text,
  version: text,
  certificates: list(z.string().max(131_072), 20).meta({ description: 'DER in base64, as sent' }),
  match: verdict.nullable(),
})

const server: z.ZodType<ServerDocument> = z.object({
  address: text,
  port,
  state: z.enum(['covered', 'uncovered', 'dual-uncovered', 'unseen']).nullable(),
  chains: list(chain, 20),
  failure: failureSchema.nullable(),
  skipped: z.enum(['special', 'limit', 'cancelled', 'local']).nullable(),
})

const scheme = z.enum(['3+3', '3+2'])

const host: z.ZodType<HostDocument> = z
  .object({
    host: text,
    preference: count,
    port,
    state: hostState,
    standing,
    search: tlsaSchema,
    sni: text,
    referenceNames: list(text, 3),
    rollover: scheme.nullable(),
    reason: text.nullable(),
    servers: list(server),
  })
  .meta({ id: 'DaneHost' })

const domainVerdict: z.ZodType<DomainVerdict> = exactly<DomainVerdict>()(
  z.enum(['valid', 'partial', 'failing', 'none', 'unknown']),
)

/** What `wiretight dane check --json` writes. */
export const daneCheckSchema: z.ZodType<CheckDocument> = z.object({
  schema: z.literal('wiretight/dane-check@1'),
  target: text,
  at: time,
  resolver: text,
  mx: lookupSchema('MX', z.object({ preference: count, exchange: text })).nullable(),
  route: z.enum(['mx', 'implicit', 'target', 'null-mx', 'none', 'unknown']),
  verdict: domainVerdict,
  hosts: list(host, 100),
})

const warning: z.ZodType<GenerateWarning> = exactly<GenerateWarning>()(
  z.enum([
    'full-certificate-fragile',
    'ta-must-be-sent',
    'root-not-sent',
    'not-an-authority',
    'authority-as-server',
    'pkix-unusable',
    'full-data',
  ]),
)

/** What `wiretight dane generate --json` writes. */
export const daneGenerateSchema: z.ZodType<GenerateDocument> = z.object({
  schema: z.literal('wiretight/dane-records@1'),
  name: text.nullable(),
  port,
  records: list(
    z.object({
      ...recordFields,
      zoneLine: longText.nullable(),
      subject: text.nullable(),
      keyType: text,
      warnings: list(z.object({ code: warning, message: text })),
    }),
  ),
})

/** What `wiretight dane rollover --json` writes. */
export const daneRolloverSchema: z.ZodType<RolloverDocument> = z.object({
  schema: z.literal('wiretight/dane-rollover@1'),
  name: text,
  port,
  ttlSeconds: count,
  at: time,
  scheme,
  isCovered: z.boolean(),
  keepsKey: z.boolean(),
  steps: list(
    z.object({
      action: z.enum(['publish', 'switch', 'withdraw']),
      notBefore: time,
      records: list(record, RECORDS),
      published: list(record, RECORDS),
    }),
  ),
})
