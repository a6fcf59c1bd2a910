import { describe } from 'vitest'
import { oneServer, type RuleCase, testRules } from '../../../test/rule-cases.ts'
import { unknown } from '../../base/answer.ts'
import { ACCEPTED, domainFacts, REFUSED } from '../../facts/builders.ts'
import type { DomainFacts } from '../../facts/domain-facts.ts'
import type { Vulnerability } from '../../facts/server-facts.ts'
import type { RuleCode } from '../codes.ts'
import { VULN_RULES } from './vuln.ts'

const good = domainFacts()
const open = unknown('not-asked')
const tls13Only = oneServer({
  versions: { tls12: REFUSED },
  vulnerabilities: { heartbleed: open, ccsInjection: open, robot: open, ticketbleed: open },
})

function probed(
  code: RuleCode,
  vulnerability: Vulnerability,
  expected: RuleCase['expected'],
  askable: Parameters<typeof oneServer>[0],
): readonly RuleCase[] {
  const answered = (answer: typeof ACCEPTED) => oneServer({ ...askable, vulnerabilities: { [vulnerability]: answer } })
  return [
    { code, given: 'a vulnerable server', facts: answered(ACCEPTED), expected, evidence: { vulnerability } },
    { code, given: 'a sound server', facts: answered(REFUSED), expected: 'clear' },
    { code, given: 'no probe', facts: answered(open), expected: 'unknown not-asked' },
    { code, given: 'TLS 1.3 alone', facts: tls13Only, expected: 'not-applicable' },
  ]
}

const accepting = (version: 'ssl3' | 'tls10' | 'tls12', suite: string): DomainFacts =>
  oneServer({ accept: { [version]: [suite] } })
const versionOpen = (version: 'ssl2' | 'ssl3' | 'tls10' | 'tls12'): DomainFacts =>
  oneServer({ versions: { [version]: unknown('timeout') } })

const cases: readonly RuleCase[] = [
  ...probed('vuln-heartbleed', 'heartbleed', 'critical', { features: { heartbeat: ACCEPTED } }),
  {
    code: 'vuln-heartbleed',
    given: 'no heartbeat to probe',
    facts: oneServer({ vulnerabilities: { heartbleed: open } }),
    expected: 'not-applicable',
  },
  ...probed('vuln-ccs-injection', 'ccsInjection', 'high', {}),
  ...probed('vuln-robot', 'robot', 'high', { accept: { tls12: ['TLS_RSA_WITH_AES_128_CBC_SHA'] } }),
  {
    code: 'vuln-robot',
    given: 'no static RSA to probe',
    facts: oneServer({ vulnerabilities: { robot: open } }),
    expected: 'not-applicable',
  },
  ...probed('vuln-ticketbleed', 'ticketbleed', 'high', { features: { sessionTicket: ACCEPTED } }),
  {
    code: 'vuln-ticketbleed',
    given: 'no tickets to probe',
    facts: oneServer({ features: { sessionTicket: REFUSED }, vulnerabilities: { ticketbleed: open } }),
    expected: 'not-applicable',
  },

  { code: 'vuln-drown', given: 'SSL 2.0', facts: oneServer({ versions: { ssl2: ACCEPTED } }), expected: 'critical' },
  { code: 'vuln-drown', given: 'no SSL 2.0', facts: good, expected: 'clear' },
  { code: 'vuln-drown', given: 'SSL 2.0 open', facts: versionOpen('ssl2'), expected: 'unknown timeout' },

  { code: 'vuln-poodle', given: 'CBC', facts: accepting('ssl3', 'TLS_RSA_WITH_AES_128_CBC_SHA'), expected: 'high' },
  { code: 'vuln-poodle', given: 'RC4 alone', facts: accepting('ssl3', 'TLS_RSA_WITH_RC4_128_SHA'), expected: 'clear' },
  { code: 'vuln-poodle', given: 'SSL 3.0 open', facts: versionOpen('ssl3'), expected: 'unknown timeout' },

  {
    code: 'vuln-freak',
    given: 'RSA export',
    facts: accepting('tls10', 'TLS_RSA_EXPORT_WITH_RC4_40_MD5'),
    expected: 'high',
  },
  {
    code: 'vuln-freak',
    given: 'DHE export',
    facts: accepting('tls10', 'TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA'),
    expected: 'clear',
  },
  { code: 'vuln-freak', given: 'TLS 1.0 open', facts: versionOpen('tls10'), expected: 'unknown timeout' },

  {
    code: 'vuln-logjam',
    given: 'DHE export',
    facts: accepting('tls10', 'TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA'),
    expected: 'high',
  },
  {
    code: 'vuln-logjam',
    given: 'a prime of 512 bits',
    facts: oneServer({
      accept: { tls12: ['TLS_DHE_RSA_WITH_AES_128_GCM_SHA256'] },
      dh: [
        {
          version: 'tls12',
          suite: 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
          bits: 512,
          generator: '02',
          primeSha256: '',
          knownPrime: null,
          by: 1,
        },
      ],
    }),
    expected: 'high',
    evidence: { kind: 'dh', bits: 512 },
  },
  { code: 'vuln-logjam', given: 'no DHE', facts: good, expected: 'clear' },
  {
    code: 'vuln-logjam',
    given: 'a prime that was not seen',
    facts: accepting('tls12', 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256'),
    expected: 'unknown not-asked',
  },

  { code: 'vuln-sweet32', given: '3DES', facts: accepting('tls12', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA'), expected: 'low' },
  { code: 'vuln-sweet32', given: 'AES', facts: accepting('tls12', 'TLS_RSA_WITH_AES_128_CBC_SHA'), expected: 'clear' },
  { code: 'vuln-sweet32', given: 'TLS 1.2 open', facts: versionOpen('tls12'), expected: 'unknown timeout' },

  {
    code: 'vuln-beast',
    given: 'CBC in TLS 1.0',
    facts: accepting('tls10', 'TLS_RSA_WITH_AES_128_CBC_SHA'),
    expected: 'low',
  },
  {
    code: 'vuln-beast',
    given: 'CBC in TLS 1.2',
    facts: accepting('tls12', 'TLS_RSA_WITH_AES_128_CBC_SHA'),
    expected: 'clear',
  },
  { code: 'vuln-beast', given: 'TLS 1.0 open', facts: versionOpen('tls10'), expected: 'unknown timeout' },

  {
    code: 'vuln-crime',
    given: 'compression',
    facts: oneServer({ features: { compression: ACCEPTED } }),
    expected: 'low',
  },
  { code: 'vuln-crime', given: 'no compression', facts: good, expected: 'clear' },
  {
    code: 'vuln-crime',
    given: 'not asked',
    facts: oneServer({ features: { compression: open } }),
    expected: 'unknown not-asked',
  },
]

describe('vuln rules', () => testRules(VULN_RULES, cases))
