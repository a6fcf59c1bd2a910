import { describe } from 'vitest'
import { oneServer, type RuleCase, testRules } from '../../../test/rule-cases.ts'
import { ACCEPTED, domainFacts, lookup, REFUSED, serverFacts, silentServerFacts } from '../../facts/builders.ts'
import type { DomainFacts } from '../../facts/domain-facts.ts'
import type { EhloFacts, SmtpFacts } from '../../facts/server-facts.ts'
import { REQUIRETLS_RULES } from './requiretls.ts'

const announcing = (...keywords: readonly string[]): EhloFacts => ({
  kind: 'ehlo',
  domain: 'mx1.example.lab',
  extensions: keywords.map((keyword) => ({ keyword, parameters: [] })),
})

const RECORDS = lookup('example.lab', 'MX', [{ preference: 10, exchange: 'mx1.example.lab' }])
const SECURE = { ...RECORDS, dnssec: { status: 'secure', ede: null, reason: 'signed', chain: [] } as const }

const MX_INSECURE = { ...RECORDS, dnssec: { status: 'insecure', ede: null, reason: 'not signed', chain: [] } as const }

/** A domain whose MX records are signed, with one server. */
function signed(smtp: Partial<SmtpFacts>, port = 25): DomainFacts {
  return domainFacts({ servers: [serverFacts({ smtp, port })], mx: SECURE })
}

/** A domain whose MX records nothing proves. */
const unproved: DomainFacts = { ...oneServer({ smtp: { ehloAfterTls: announcing() } }), mx: MX_INSECURE, mtaSts: null }

const inClear = { ehlo: announcing('STARTTLS', 'REQUIRETLS') }
const inside = { ehloAfterTls: announcing('REQUIRETLS') }
const nowhere = { ehloAfterTls: announcing('PIPELINING') }
const silent = silentServerFacts('timeout')

const cases: readonly RuleCase[] = [
  {
    code: 'smtp-requiretls-in-clear',
    given: 'RFC 8689: offered in clear',
    facts: oneServer({ smtp: inClear }),
    expected: 'low',
    evidence: { kind: 'extension', keyword: 'REQUIRETLS' },
  },
  {
    code: 'smtp-requiretls-in-clear',
    given: 'RFC 8689: offered only after STARTTLS',
    facts: oneServer({ smtp: inside }),
    expected: 'clear',
  },
  { code: 'smtp-requiretls-in-clear', given: 'offered nowhere', facts: oneServer({}), expected: 'clear' },
  {
    code: 'smtp-requiretls-in-clear',
    given: 'implicit TLS, where nothing is in clear',
    facts: oneServer({ port: 465, mode: 'implicit', smtp: inClear }),
    expected: 'not-applicable',
  },
  {
    code: 'smtp-requiretls-in-clear',
    given: 'no answer to EHLO',
    facts: domainFacts({ servers: [silent] }),
    expected: 'unknown timeout',
  },

  {
    code: 'requiretls-not-offered',
    given: 'signed MX, not offered',
    facts: signed(nowhere),
    expected: 'info',
    evidence: { kind: 'no-extension', keyword: 'REQUIRETLS' },
  },
  { code: 'requiretls-not-offered', given: 'signed MX, offered inside TLS', facts: signed(inside), expected: 'clear' },
  {
    code: 'requiretls-not-offered',
    given: 'offered in clear only',
    facts: signed({ ...inClear, ...nowhere }),
    expected: 'info',
  },
  {
    code: 'requiretls-not-offered',
    given: 'MX that nothing proves',
    facts: unproved,
    expected: 'not-applicable',
  },
  { code: 'requiretls-not-offered', given: 'another port', facts: signed(nowhere, 587), expected: 'not-applicable' },
  {
    code: 'requiretls-not-offered',
    given: 'no STARTTLS',
    facts: signed({ starttls: REFUSED, ehloAfterTls: null }),
    expected: 'not-applicable',
  },
  {
    code: 'requiretls-not-offered',
    given: 'no whole handshake',
    facts: signed({ starttls: ACCEPTED, ehloAfterTls: null }),
    expected: 'unknown not-asked',
  },
  {
    code: 'requiretls-not-offered',
    given: 'no answer',
    facts: domainFacts({ servers: [silent], mx: SECURE }),
    expected: 'unknown timeout',
  },
]

describe('requiretls rules', () => testRules(REQUIRETLS_RULES, cases))
