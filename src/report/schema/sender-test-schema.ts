import { z } from 'zod'
import { SENDER_TEST_CASES, type SenderTestCaseId } from '../../facts/sender-test-facts.ts'
import type { SenderTestDelegationDocument } from '../sender-test-delegation.ts'
import type { SenderTestCase, SenderTestDocument } from '../sender-test-document.ts'
import { count, duration, exactly, list, text, time } from './limits.ts'

type Session = SenderTestCase['sessions'][number]

const caseId = z.enum(SENDER_TEST_CASES)

const version = z.enum(['ssl2', 'ssl3', 'tls10', 'tls11', 'tls12', 'tls13'])

const sessionSchema: z.ZodType<Session> = z
  .object({
    at: time,
    address: text,
    helo: text.nullable(),
    starttls: z.enum(['not-offered', 'not-asked', 'refused', 'asked']),
    tls: z
      .object({
        version,
        suite: text.meta({ description: 'The IANA name' }),
        group: text.nullable().meta({ description: 'The IANA name' }),
        sni: text.nullable(),
        clientCertificate: z.boolean(),
      })
      .nullable(),
    tlsFailure: z.object({ reason: text, offered: list(version, 20), sni: text.nullable() }).nullable(),
    message: exactly<Session['message']>()(z.enum(['accepted', 'deferred', 'refused', 'unfinished', 'none'])),
    requireTls: z.boolean(),
    tlsRequiredNo: z.boolean(),
    injected: z.enum(['discarded', 'used']).nullable(),
    certain: z.boolean().meta({ description: 'False when it may have been for another case or test' }),
  })
  .meta({ id: 'SenderTestSession' })

const settings = {
  any: text,
  postfix: text.exactOptional(),
  exim: text.exactOptional(),
  exchange: text.exactOptional(),
  sendmail: text.exactOptional(),
  opensmtpd: text.exactOptional(),
}

const caseSchema: z.ZodType<SenderTestCase> = z
  .object({
    case: caseId,
    recipient: text,
    unserved: z.enum(['no-ipv4', 'no-ipv6', 'no-address']).nullable(),
    lookups: z
      .object({ mx: count, address: count, tlsa: count, policyRecord: count, policy: count })
      .meta({ description: 'Questions since the test began, of whomever' }),
    sessions: list(sessionSchema, 100),
    sessionsLeftOut: count,
    title: text,
    teaches: text,
    outcome: exactly<SenderTestCase['outcome']>()(
      z.enum([
        'encrypted',
        'clear',
        'refused',
        'never',
        'injected',
        'required',
        'relaxed',
        'waiting',
        'untried',
        'unserved',
      ]),
    ),
    verdict: z.enum(['good', 'bad', 'info']).nullable(),
    says: text.nullable(),
    fix: z.object(settings).nullable(),
  })
  .meta({ id: 'SenderTestCase' })

const codeSchema = z.templateLiteral(['sender-', caseId]) satisfies z.ZodType<`sender-${SenderTestCaseId}`>

/** What `wiretight sendertest --json` writes. */
export const senderTestSchema: z.ZodType<SenderTestDocument> = z.object({
  schema: z.literal('wiretight/sender-test@1'),
  token: text,
  zone: text,
  mode: z.enum(['local', 'delegated']),
  authority: z.enum(['public', 'own']),
  issuedAt: time,
  at: time,
  firstSeenAt: time.nullable(),
  waitedSeconds: duration.nullable(),
  settled: z.boolean(),
  headline: text,
  looksLike: list(
    z.object({ id: text, name: text, distrusts: z.boolean(), agrees: count, differs: list(caseId, 100) }),
    100,
  ),
  counts: z.object({ good: count, bad: count, info: count, open: count }),
  cases: list(caseSchema, 100),
  findings: list(
    z.object({
      code: codeSchema,
      severity: z.enum(['critical', 'high', 'medium', 'low', 'info']),
      scope: z.literal('sender'),
      subject: z.object({ case: caseId, recipient: text }),
      title: text,
      detail: text,
      fix: z.object(settings),
      verify: text,
    }),
    100,
  ),
})

const dnssec = z.enum(['secure', 'insecure', 'bogus', 'indeterminate'])

/** What `wiretight sendertest check-delegation --json` writes. */
export const senderTestDelegationSchema: z.ZodType<SenderTestDelegationDocument> = z.object({
  schema: z.literal('wiretight/sender-test-delegation@1'),
  zone: text,
  verdict: z.enum(['good', 'bad', 'unknown']),
  checks: list(
    z.object({
      name: text,
      type: z.enum(['NS', 'A', 'MX']),
      wanted: dnssec,
      found: dnssec,
      result: z.enum(['good', 'bad', 'unknown', 'unserved']),
      detail: text,
    }),
  ),
})
