import { z } from 'zod'
import type { ExaminationCode, PolicyMode } from '../../facts/mta-sts-facts.ts'
import type {
  MtaStsCheckDocument,
  MtaStsGeneratedDocument,
  MtaStsPolicyDocument,
  MtaStsRecordDocument,
  WordedIssue,
} from '../mta-sts-json.ts'
import { MTA_STS_FINDING_WORDS, MTA_STS_ISSUE_WORDS, type MtaStsIssueCode } from '../mta-sts-wording.ts'
import { count, list, text, time } from './limits.ts'
import { mtaStsSchema } from './policy-schema.ts'

const issueCodes = Object.keys(MTA_STS_ISSUE_WORDS) as MtaStsIssueCode[]
const findingCodes = Object.keys(MTA_STS_FINDING_WORDS) as ExaminationCode[]

const issue: z.ZodType<WordedIssue> = z
  .object({
    code: z.enum(issueCodes),
    at: count.meta({ description: 'Character of the record or line of the policy, from 1; 0 for what is missing' }),
    text,
    message: text,
  })
  .meta({ id: 'MtaStsIssue' })

const issues = list(issue, 100)

/** A policy of 64 KiB has fewer lines than octets. */
const mx = list(text, 32_768)

const mode: z.ZodType<PolicyMode> = z.enum(['enforce', 'testing', 'none'])

const record = {
  verdict: z.enum(['valid', 'invalid', 'none']),
  id: text.nullable(),
  extensions: list(z.object({ name: text, value: text })),
  errors: issues,
  warnings: issues,
}

const policy = {
  verdict: z.enum(['valid', 'invalid']),
  version: z.literal('STSv1').nullable(),
  mode: mode.nullable(),
  maxAge: count.nullable().meta({ description: 'Seconds' }),
  mx,
  errors: issues,
  warnings: issues,
}

/** What `wiretight mta-sts parse --record --json` writes. */
export const mtaStsRecordSchema: z.ZodType<MtaStsRecordDocument> = z.object({
  schema: z.literal('wiretight/mta-sts-record@1'),
  ...record,
})

/** What `wiretight mta-sts parse --policy --json` writes. */
export const mtaStsPolicySchema: z.ZodType<MtaStsPolicyDocument> = z.object({
  schema: z.literal('wiretight/mta-sts-policy@1'),
  ...policy,
})

/** What `wiretight mta-sts check --json` writes. */
export const mtaStsCheckSchema: z.ZodType<MtaStsCheckDocument> = z.object({
  schema: z.literal('wiretight/mta-sts-check@1'),
  domain: text,
  at: time,
  resolver: text,
  verdict: z.enum(['valid', 'invalid', 'none', 'unknown']),
  record: z.object(record).nullable(),
  policy: z.object(policy).nullable(),
  mx: list(z.object({ host: text, pattern: text.nullable() })).nullable(),
  findings: list(z.object({ code: z.enum(findingCodes), subject: text, message: text }), 65_536),
  facts: mtaStsSchema,
})

const step = z.discriminatedUnion('step', [
  z.object({ step: z.literal('publish-policy'), from: time, text }),
  z.object({ step: z.literal('publish-record'), from: time, text }),
  z.object({ step: z.literal('remove'), from: time }),
])

/** What `wiretight mta-sts generate --json` writes. */
export const mtaStsGeneratedSchema: z.ZodType<MtaStsGeneratedDocument> = z.object({
  schema: z.literal('wiretight/mta-sts-generated@1'),
  domain: text,
  url: text,
  policy: z.string().max(65_536),
  id: text,
  record: z.object({ name: text, type: z.literal('TXT'), text }),
  steps: list(step, 10).nullable(),
  warnings: issues,
})
