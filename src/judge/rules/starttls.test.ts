import { describe } from 'vitest'
import { oneServer, type RuleCase, testRules } from '../../../test/rule-cases.ts'
import { unknown } from '../../base/answer.ts'
import type { Failure } from '../../base/failure.ts'
import { ACCEPTED, domainFacts, REFUSED, type ServerOverrides, silentServerFacts } from '../../facts/builders.ts'
import type { DomainFacts } from '../../facts/domain-facts.ts'
import type { ProbeRecord, SmtpFacts, StartTlsTally } from '../../facts/server-facts.ts'
import { STARTTLS_RULES } from './starttls.ts'

/** A server with which TLS did not start. */
function noTls(smtp: Partial<SmtpFacts>): DomainFacts {
  const reached: Partial<SmtpFacts> = {
    reachable: ACCEPTED,
    banner: { code: 220, lines: ['mx'], milliseconds: 1 },
    ehlo: { kind: 'ehlo', domain: 'mx', extensions: [] },
    starttls: { state: 'refused', by: 0, how: 'reply' },
  }
  return domainFacts({ servers: [silentServerFacts('not-applicable', { smtp: { ...reached, ...smtp } })] })
}

const good = domainFacts()
const plain = noTls({})
const mangled = noTls({ mangled: 'XXXXXXXA' })
const temporary = noTls({ starttlsReply: { code: 454, text: 'TLS not available due to temporary reason' } })
const permanent = noTls({ starttlsReply: { code: 502, text: 'command not implemented' } })
const neither = noTls({ starttlsReply: { code: 354, text: 'go ahead' } })
const busy = noTls({ starttlsReply: { code: 421, text: 'closing' } })
const silent = domainFacts({ servers: [silentServerFacts('timeout')] })
const all = (answer: typeof REFUSED) => ({
  ssl2: answer,
  ssl3: answer,
  tls10: answer,
  tls11: answer,
  tls12: answer,
  tls13: answer,
})

/** A server with which no probe of TLS came to anything. */
function garbage(failures: readonly Failure[]): DomainFacts {
  const probes = failures.map((failure, index): ProbeRecord => {
    const counts = { milliseconds: 1, sentBytes: 1, receivedBytes: 1 }
    return { index, goal: 'hello', outcome: 'failed', detail: failure.code, failure, ...counts }
  })
  return domainFacts({ servers: [silentServerFacts('reset', { probes, smtp: { starttls: ACCEPTED } })] })
}

/** A server with TLS, whose connections went differently. */
function tally(connections: Partial<StartTlsTally>, more: ServerOverrides = {}): DomainFacts {
  const none = { accepted: 0, missing: 0, mangled: 0, refusedTemporarily: 0, refused: 0 }
  return oneServer({ ...more, smtp: { starttlsTally: { ...none, ...connections } } })
}

const implicit: ServerOverrides = { port: 465, mode: 'implicit' }

const cases: readonly RuleCase[] = [
  { code: 'starttls-missing', given: 'no keyword', facts: plain, expected: 'critical' },
  { code: 'starttls-missing', given: 'a 220', facts: good, expected: 'clear' },
  { code: 'starttls-missing', given: 'an overwritten keyword', facts: mangled, expected: 'clear' },
  { code: 'starttls-missing', given: 'a refusal', facts: permanent, expected: 'clear' },
  { code: 'starttls-missing', given: 'silence', facts: silent, expected: 'unknown timeout' },
  { code: 'starttls-missing', given: 'implicit TLS', facts: oneServer(implicit), expected: 'not-applicable' },

  // Whatever a server answers that is not 2yz, one of the two rules tells of it, or a server without TLS would get an A.
  { code: 'starttls-refused', given: 'a 3yz', facts: neither, expected: 'critical', evidence: { code: 354 } },
  { code: 'starttls-refused-temporarily', given: 'a 3yz', facts: neither, expected: 'clear' },
  { code: 'starttls-refused-temporarily', given: 'a 421 each time', facts: busy, expected: 'critical' },

  {
    code: 'starttls-mangled',
    given: 'XXXXXXXA',
    facts: mangled,
    expected: 'critical',
    evidence: { keyword: 'XXXXXXXA' },
  },
  { code: 'starttls-mangled', given: 'no keyword', facts: plain, expected: 'clear' },
  { code: 'starttls-mangled', given: 'silence', facts: silent, expected: 'unknown timeout' },

  {
    code: 'starttls-refused-temporarily',
    given: '454',
    facts: temporary,
    expected: 'critical',
    evidence: { code: 454 },
  },
  { code: 'starttls-refused-temporarily', given: '502', facts: permanent, expected: 'clear' },
  { code: 'starttls-refused-temporarily', given: 'no keyword', facts: plain, expected: 'not-applicable' },
  { code: 'starttls-refused-temporarily', given: 'silence', facts: silent, expected: 'unknown timeout' },

  { code: 'starttls-refused', given: '502', facts: permanent, expected: 'critical' },
  { code: 'starttls-refused', given: '454', facts: temporary, expected: 'clear' },
  { code: 'starttls-refused', given: 'a 220', facts: good, expected: 'clear' },
  { code: 'starttls-refused', given: 'silence', facts: silent, expected: 'unknown timeout' },

  { code: 'starttls-broken', given: 'no version', facts: oneServer({ versions: all(REFUSED) }), expected: 'critical' },
  {
    code: 'starttls-broken',
    given: 'no version on 465',
    facts: oneServer({ ...implicit, versions: all(REFUSED) }),
    expected: 'critical',
  },
  {
    code: 'starttls-broken',
    given: 'one version open',
    facts: oneServer({ versions: { ...all(REFUSED), ssl2: unknown('budget') } }),
    expected: 'unknown budget',
  },
  {
    code: 'starttls-broken',
    given: 'bytes that are no TLS, and nothing else',
    facts: garbage([
      { code: 'tls-handshake-failed', reason: 'x' },
      { code: 'tls-not-tls', text: 'hello' },
      { code: 'tls-not-tls', text: 'hello' },
    ]),
    expected: 'critical',
    evidence: { kind: 'failure', failure: { code: 'tls-not-tls', text: 'hello' } },
  },
  {
    code: 'starttls-broken',
    given: 'bytes that are no TLS, once',
    facts: garbage([{ code: 'tls-not-tls', text: 'hello' }]),
    expected: 'unknown reset',
  },
  {
    code: 'starttls-broken',
    given: 'resets, which prove nothing',
    facts: garbage([{ code: 'stream-reset', during: 'hello' }]),
    expected: 'unknown reset',
  },
  { code: 'starttls-broken', given: 'a version', facts: good, expected: 'clear' },
  { code: 'starttls-broken', given: 'no STARTTLS', facts: plain, expected: 'not-applicable' },

  {
    code: 'starttls-intermittent',
    given: 'no keyword on some',
    facts: tally({ accepted: 5, missing: 2 }),
    expected: 'high',
    evidence: { kind: 'starttls-tally', accepted: 5, missing: 2, mangled: 0, refusedTemporarily: 0, refused: 0 },
  },
  {
    code: 'starttls-intermittent',
    given: '454 on one',
    facts: tally({ accepted: 6, refusedTemporarily: 1 }),
    expected: 'high',
  },
  { code: 'starttls-intermittent', given: '502 on one', facts: tally({ accepted: 1, refused: 1 }), expected: 'high' },
  {
    code: 'starttls-intermittent',
    given: 'an overwritten keyword on some',
    facts: tally({ accepted: 3, mangled: 4 }),
    expected: 'high',
  },
  { code: 'starttls-intermittent', given: 'a 220 each time', facts: good, expected: 'clear' },
  {
    code: 'starttls-intermittent',
    given: 'no keyword ever, which has its own code',
    facts: tally({ missing: 2 }),
    expected: 'not-applicable',
  },
  {
    code: 'starttls-intermittent',
    given: 'one connection, for there were no more',
    facts: tally({ accepted: 1 }, { openBecause: 'budget' }),
    expected: 'unknown budget',
  },
  { code: 'starttls-intermittent', given: 'silence', facts: silent, expected: 'unknown timeout' },
  { code: 'starttls-intermittent', given: 'implicit TLS', facts: oneServer(implicit), expected: 'not-applicable' },
  {
    code: 'starttls-missing',
    given: 'a 220 on other connections',
    facts: tally({ accepted: 5, missing: 2 }),
    expected: 'clear',
  },

  {
    code: 'starttls-injection',
    given: 'an answer to the early command',
    facts: oneServer({ vulnerabilities: { starttlsInjection: ACCEPTED } }),
    expected: 'high',
  },
  { code: 'starttls-injection', given: 'an emptied buffer', facts: good, expected: 'clear' },
  { code: 'starttls-injection', given: 'no STARTTLS', facts: plain, expected: 'not-applicable' },
  {
    code: 'starttls-injection',
    given: 'no probe',
    facts: oneServer({ vulnerabilities: { starttlsInjection: unknown('not-asked') } }),
    expected: 'unknown not-asked',
  },
]

describe('starttls rules', () => testRules(STARTTLS_RULES, cases))
