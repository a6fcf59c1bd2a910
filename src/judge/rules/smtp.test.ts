import { describe } from 'vitest'
import { oneServer, type RuleCase, testRules } from '../../../test/rule-cases.ts'
import { unknown } from '../../base/answer.ts'
import type { Failure } from '../../base/failure.ts'
import { ACCEPTED, domainFacts, silentServerFacts } from '../../facts/builders.ts'
import type { DomainFacts } from '../../facts/domain-facts.ts'
import type { SmtpFacts } from '../../facts/server-facts.ts'
import { SMTP_RULES } from './smtp.ts'

const smtp = (facts: Partial<SmtpFacts>): DomainFacts => oneServer({ smtp: facts })

/** A conversation that ended by a failure before there was a banner, or after it. */
function ended(failure: Failure, more: Partial<SmtpFacts> = {}): DomainFacts {
  return domainFacts({ servers: [silentServerFacts('unreachable', { smtp: { failure, ...more } })] })
}

const good = domainFacts()
const silent = domainFacts({ servers: [silentServerFacts('budget')] })
const refusedTcp = ended({ code: 'tcp-refused', address: '203.0.113.10', port: 25 })
const timedOut = ended({ code: 'tcp-timeout', address: '203.0.113.10', port: 25, milliseconds: 10_000 })
const connected = { reachable: ACCEPTED }
const banner = (code: number, text: string) => ({ code, lines: [text], milliseconds: 30 })
const auth = (...mechanisms: readonly string[]) => ({
  ehlo: { kind: 'ehlo' as const, domain: 'mx', extensions: [{ keyword: 'AUTH', parameters: mechanisms }] },
})

const cases: readonly RuleCase[] = [
  { code: 'smtp-unreachable', given: 'a refused connection', facts: refusedTcp, expected: 'medium' },
  {
    code: 'smtp-unreachable',
    given: 'no route from here',
    facts: ended(
      { code: 'tcp-unreachable', address: '2001:db8::1', port: 25, errno: 'ENETUNREACH' },
      { reachable: unknown('local') },
    ),
    expected: 'unknown local',
  },
  { code: 'smtp-unreachable', given: 'a connection', facts: good, expected: 'clear' },
  { code: 'smtp-unreachable', given: 'a timeout, which has its own code', facts: timedOut, expected: 'clear' },
  { code: 'smtp-unreachable', given: 'no connection left', facts: silent, expected: 'unknown budget' },

  { code: 'smtp-timeout', given: 'no answer to SYN', facts: timedOut, expected: 'medium' },
  {
    code: 'smtp-timeout',
    given: 'no greeting',
    facts: ended({ code: 'stream-timeout', during: 'banner', milliseconds: 30_000 }, connected),
    expected: 'medium',
  },
  { code: 'smtp-timeout', given: 'a refused connection', facts: refusedTcp, expected: 'clear' },
  { code: 'smtp-timeout', given: 'a greeting', facts: good, expected: 'clear' },
  {
    code: 'smtp-timeout',
    given: 'a cancelled audit',
    facts: ended({ code: 'cancelled' }),
    expected: 'unknown interrupted',
  },

  {
    code: 'smtp-refused',
    given: 'a 554 greeting',
    facts: ended(
      { code: 'smtp-refused', during: 'banner', reply: 554, text: 'no' },
      { ...connected, banner: banner(554, 'no') },
    ),
    expected: 'medium',
    evidence: { kind: 'reply', code: 554 },
  },
  {
    code: 'smtp-refused',
    given: 'a close without greeting',
    facts: ended({ code: 'stream-closed', during: 'banner' }, connected),
    expected: 'medium',
  },
  { code: 'smtp-refused', given: 'a greeting', facts: good, expected: 'clear' },
  { code: 'smtp-refused', given: 'no connection left', facts: silent, expected: 'unknown budget' },

  {
    code: 'smtp-rate-limited',
    given: 'a 421 greeting',
    facts: ended(
      { code: 'smtp-refused', during: 'banner', reply: 421, text: 'later' },
      { ...connected, banner: banner(421, 'later') },
    ),
    expected: 'info',
  },
  {
    code: 'smtp-rate-limited',
    given: 'a 421 in a later probe',
    facts: oneServer({
      probes: [
        {
          index: 7,
          goal: 'rest',
          outcome: 'failed',
          detail: '421',
          failure: { code: 'smtp-refused', during: 'banner', reply: 421, text: 'too many' },
          milliseconds: 3,
          sentBytes: 0,
          receivedBytes: 20,
        },
      ],
    }),
    expected: 'info',
    evidence: { text: 'too many' },
  },
  {
    code: 'smtp-rate-limited',
    given: 'a 421 to STARTTLS',
    facts: ended({ code: 'starttls-refused', reply: 421, text: 'too many' }, connected),
    expected: 'info',
    evidence: { kind: 'reply', code: 421 },
  },
  {
    code: 'smtp-rate-limited',
    given: 'a 454 to STARTTLS, which is about TLS',
    facts: ended({ code: 'starttls-refused', reply: 454, text: 'not now' }, connected),
    expected: 'clear',
  },
  { code: 'smtp-rate-limited', given: 'no such reply', facts: good, expected: 'clear' },
  { code: 'smtp-rate-limited', given: 'no connection', facts: timedOut, expected: 'unknown timeout' },

  {
    code: 'smtp-banner-invalid',
    given: 'another protocol',
    facts: ended({ code: 'smtp-malformed', during: 'banner', text: 'SSH-2.0-OpenSSH' }, connected),
    expected: 'medium',
  },
  { code: 'smtp-banner-invalid', given: 'code 250', facts: smtp({ banner: banner(250, 'hi') }), expected: 'medium' },
  { code: 'smtp-banner-invalid', given: 'code 220', facts: good, expected: 'clear' },
  { code: 'smtp-banner-invalid', given: 'no connection left', facts: silent, expected: 'unknown budget' },

  {
    code: 'smtp-greeting-slow',
    given: '22 seconds',
    facts: smtp({ banner: { code: 220, lines: ['mx'], milliseconds: 22_000 } }),
    expected: 'info',
  },
  {
    code: 'smtp-greeting-slow',
    given: '6 seconds of postscreen',
    facts: smtp({ banner: { code: 220, lines: ['mx'], milliseconds: 6_020 } }),
    expected: 'clear',
  },
  { code: 'smtp-greeting-slow', given: 'no greeting', facts: timedOut, expected: 'unknown timeout' },

  {
    code: 'smtp-ehlo-rejected',
    given: 'HELO only',
    facts: smtp({ ehlo: { kind: 'helo', domain: 'mx', extensions: [] } }),
    expected: 'high',
  },
  {
    code: 'smtp-ehlo-rejected',
    given: 'both refused',
    facts: ended(
      { code: 'smtp-refused', during: 'helo', reply: 550, text: 'no' },
      { ...connected, banner: banner(220, 'mx') },
    ),
    expected: 'high',
  },
  {
    code: 'smtp-ehlo-rejected',
    given: 'a reply without end',
    facts: ended(
      { code: 'stream-too-long', during: 'ehlo', limitBytes: 200_000 },
      { ...connected, banner: banner(220, 'mx') },
    ),
    expected: 'high',
  },
  { code: 'smtp-ehlo-rejected', given: 'EHLO', facts: good, expected: 'clear' },
  { code: 'smtp-ehlo-rejected', given: 'no answer', facts: timedOut, expected: 'unknown timeout' },

  { code: 'smtp-auth-in-clear', given: 'PLAIN on 25', facts: smtp(auth('PLAIN')), expected: 'medium' },
  {
    code: 'smtp-auth-in-clear',
    given: 'LOGIN on 587',
    facts: oneServer({ port: 587, smtp: auth('login', 'CRAM-MD5') }),
    expected: 'high',
    evidence: { keyword: 'AUTH', parameters: ['login'] },
  },
  { code: 'smtp-auth-in-clear', given: 'no readable mechanism', facts: smtp(auth('GSSAPI')), expected: 'clear' },
  { code: 'smtp-auth-in-clear', given: 'no AUTH', facts: good, expected: 'clear' },
  { code: 'smtp-auth-in-clear', given: 'EHLO not reached', facts: timedOut, expected: 'unknown timeout' },
  {
    code: 'smtp-auth-in-clear',
    given: 'implicit TLS',
    facts: oneServer({ port: 465, mode: 'implicit', smtp: auth('PLAIN') }),
    expected: 'not-applicable',
  },
]

describe('smtp rules', () => testRules(SMTP_RULES, cases))
