import { z } from 'zod'
import type { ProtectionJudgement } from '../../judge/judge.ts'
import type { PolicySummary } from '../../judge/policies/policy-summary.ts'
import type { SenderRow } from '../../judge/senders/protection-matrix.ts'
import type { Simulated, SimulatedWhy } from '../../judge/senders/sender.ts'
import { versionSchema } from './answer-schema.ts'
import { count, exactly, list, text } from './limits.ts'

const whySchema = exactly<SimulatedWhy>()(
  z.enum([
    'never-tls',
    'dane-matches',
    'dane-mismatch',
    'dane-lookup-failed',
    'dane-missing',
    'dane-unusable',
    'dns-bogus',
    'mx-forged',
    'mx-forged-detected',
    'no-starttls',
    'starttls-refused',
    'no-common-tls',
    'tls-any-certificate',
    'certificate-trusted',
    'certificate-not-trusted',
    'policy-mx-mismatch',
    'policy-fulfilled',
    'no-server',
    'not-known',
  ]),
)

const cell: z.ZodType<Simulated> = z
  .object({
    delivery: z.enum(['authenticated', 'encrypted', 'plaintext', 'deferred', 'bounced']).nullable(),
    why: whySchema,
    version: versionSchema.nullable(),
    suite: text.nullable(),
  })
  .meta({ id: 'Simulated', description: 'What becomes of a message; null while it is not known.' })

const row: z.ZodType<SenderRow> = z.object({
  sender: z.object({ id: text, name: text, source: text, date: text, measured: z.boolean() }),
  cells: z.object({
    peace: cell,
    strip: cell,
    'temporary-failure': cell,
    'forged-certificate': cell,
    'policy-blocked-first': cell,
    'policy-blocked-cached': cell,
    'forged-dns': cell,
  }),
})

const policiesSchema: z.ZodType<PolicySummary> = z.object({
  mtaSts: z.enum(['enforce', 'testing', 'none', 'missing', 'broken', 'unknown', 'not-asked']),
  dane: z.object({ state: z.enum(['usable', 'none', 'unknown', 'not-asked']), exchangers: count, of: count }),
  tlsRpt: z.enum(['valid', 'missing', 'broken', 'unknown', 'not-asked']),
})

/** What defends mail to a domain, and how each kind of sender fares under each attack. */
export const protectionSchema: z.ZodType<ProtectionJudgement> = z
  .object({
    state: z.enum(['full', 'first-use', 'none', 'unknown']),
    policies: policiesSchema,
    senders: list(row, 100),
  })
  .meta({ id: 'Protection' })
