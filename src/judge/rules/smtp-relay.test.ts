import { describe } from 'vitest'
import { type RuleCase, testRules } from '../../../test/rule-cases.ts'
import { type Answer, unknown } from '../../base/answer.ts'
import {
  ACCEPTED,
  domainFacts,
  REFUSED,
  type ServerOverrides,
  serverFacts,
  silentServerFacts,
} from '../../facts/builders.ts'
import type { DomainFacts } from '../../facts/domain-facts.ts'
import { SMTP_RELAY_RULES } from './smtp-relay.ts'

const reply = { from: 'wiretight@example.com', to: 'wiretight@example.org', code: 250, text: '2.1.5 Ok' }

function relay(answer: Answer, more: ServerOverrides = {}): DomainFacts {
  const server = serverFacts({ ...more, smtp: { relay: { answer, reply, transcript: [] } } })
  return domainFacts({ servers: [server] })
}

const code = 'smtp-open-relay'

/** A server that nobody could reach, in an audit that was not to ask about relaying. */
const unreachable = silentServerFacts('unreachable', {
  smtp: {
    failure: { code: 'tcp-refused', address: '203.0.113.10', port: 25 },
    relay: { answer: unknown('not-asked'), reply: null, transcript: [] },
  },
})

const cases: readonly RuleCase[] = [
  {
    code,
    given: 'an accepted stranger',
    facts: relay(ACCEPTED),
    expected: 'high',
    evidence: { kind: 'relay', ...reply },
  },
  { code, given: 'a refused stranger', facts: relay(REFUSED), expected: 'clear' },
  { code, given: 'nobody told us to ask', facts: relay(unknown('not-asked')), expected: 'unknown not-asked' },
  { code, given: 'greylisting', facts: relay(unknown('rate-limited')), expected: 'unknown rate-limited' },
  {
    code,
    given: 'nobody told us to ask, and nobody answers',
    facts: domainFacts({ servers: [unreachable] }),
    expected: 'unknown not-asked',
  },
  { code, given: 'submission', facts: relay(unknown('not-applicable'), { port: 587 }), expected: 'not-applicable' },
  {
    code,
    given: 'TLS from the first byte',
    facts: relay(unknown('not-asked'), { port: 465, mode: 'implicit' }),
    expected: 'not-applicable',
  },
]

describe('smtp relay rules', () => testRules(SMTP_RELAY_RULES, cases))
