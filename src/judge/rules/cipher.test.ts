import { describe } from 'vitest'
import { oneServer, type RuleCase, testRules } from '../../../test/rule-cases.ts'
import { type TlsVersion, unknown } from '../../base/answer.ts'
import { ACCEPTED, domainFacts, REFUSED, serverFacts, suiteAnswer } from '../../facts/builders.ts'
import type { DomainFacts } from '../../facts/domain-facts.ts'
import type { SuiteAnswer } from '../../facts/server-facts.ts'
import type { RuleCode } from '../codes.ts'
import { ncscNl2025 } from '../profiles/ncsc-nl-2025.ts'
import { CIPHER_RULES } from './cipher.ts'

const good = domainFacts()

/** TLS 1.2 with the good suites and one more that was asked, among others that were not. */
const unasked = oneServer({ suites: { tls12: [suiteAnswer('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', ACCEPTED, 1)] } })

const accepting = (suite: string, version: TlsVersion = 'tls12', port = 25): DomainFacts =>
  oneServer({ port, accept: { [version]: [suite] } })

/** TLS 1.2 alone, with exactly these suites in the server's order; all others refused, or open where it says so. */
function exactly(
  suites: readonly string[],
  more: { readonly open?: string; readonly client?: true } = {},
): DomainFacts {
  const all = serverFacts().suites.tls12.map((answer): SuiteAnswer => {
    const at = suites.indexOf(answer.name)
    if (answer.name === more.open) return suiteAnswer(answer.name, unknown('rate-limited'))
    return at < 0
      ? suiteAnswer(answer.name, REFUSED)
      : suiteAnswer(answer.name, ACCEPTED, more.client ? undefined : at + 1)
  })
  return oneServer({
    versions: { tls13: REFUSED },
    suites: { tls12: all },
    preference: { tls12: more.client ? 'client' : 'server' },
  })
}

/** A rule that bans suites. */
function bans(code: RuleCode, expected: RuleCase['expected'], suite: string, other: string): readonly RuleCase[] {
  return [
    {
      code,
      given: suite,
      facts: accepting(suite),
      expected,
      evidence: { kind: 'suites', version: 'tls12', suites: [suite] },
    },
    { code, given: `${other} in TLS 1.0`, facts: accepting(other, 'tls10'), expected, evidence: { version: 'tls10' } },
    { code, given: 'a good server', facts: good, expected: 'clear' },
    { code, given: 'suites that were not asked', facts: unasked, expected: 'unknown not-asked' },
  ]
}

const GCM = 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'
const ECDHE_CBC = 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA'
const STATIC_GCM = 'TLS_RSA_WITH_AES_128_GCM_SHA256'
const RC4 = 'TLS_ECDHE_RSA_WITH_RC4_128_SHA'
const DES3 = 'TLS_RSA_WITH_3DES_EDE_CBC_SHA'

const cases: readonly RuleCase[] = [
  ...bans('cipher-null', 'high', 'TLS_RSA_WITH_NULL_SHA256', 'TLS_ECDHE_RSA_WITH_NULL_SHA'),
  ...bans('cipher-anonymous', 'medium', 'TLS_DH_anon_WITH_AES_128_GCM_SHA256', 'TLS_ECDH_anon_WITH_RC4_128_SHA'),
  {
    code: 'cipher-anonymous',
    given: 'a submission port',
    facts: accepting('TLS_DH_anon_WITH_AES_128_GCM_SHA256', 'tls12', 587),
    expected: 'high',
  },
  ...bans('cipher-export', 'high', 'TLS_RSA_EXPORT_WITH_RC4_40_MD5', 'TLS_DH_anon_EXPORT_WITH_DES40_CBC_SHA'),
  ...bans('cipher-rc4', 'high', RC4, 'TLS_DH_anon_WITH_RC4_128_MD5'),
  ...bans('cipher-des', 'high', 'TLS_RSA_WITH_DES_CBC_SHA', 'TLS_DHE_RSA_WITH_DES_CBC_SHA'),
  ...bans('cipher-3des', 'medium', DES3, 'TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA'),
  ...bans('cipher-md5', 'medium', 'TLS_RSA_WITH_RC4_128_MD5', 'TLS_RSA_WITH_NULL_MD5'),
  ...bans('cipher-idea-seed', 'medium', 'TLS_RSA_WITH_SEED_CBC_SHA', 'TLS_RSA_WITH_IDEA_CBC_SHA'),
  ...bans('cipher-static-rsa', 'medium', STATIC_GCM, 'TLS_RSA_WITH_AES_256_CBC_SHA'),
  {
    code: 'cipher-static-rsa',
    given: 'an open suite of a version that is refused',
    facts: oneServer({ versions: { tls12: REFUSED }, suites: { tls12: [suiteAnswer(STATIC_GCM, unknown('budget'))] } }),
    expected: 'clear',
  },
  {
    code: 'cipher-static-rsa',
    given: 'a version that is open',
    facts: oneServer({ versions: { tls11: unknown('rate-limited') } }),
    expected: 'unknown rate-limited',
  },

  { code: 'cipher-cbc-only', given: 'one CBC suite', facts: exactly([ECDHE_CBC]), expected: 'low' },
  { code: 'cipher-cbc-only', given: 'CBC and GCM', facts: exactly([ECDHE_CBC, GCM]), expected: 'clear' },
  { code: 'cipher-cbc-only', given: 'a stream cipher alone', facts: exactly([RC4]), expected: 'not-applicable' },
  {
    code: 'cipher-cbc-only',
    given: 'CBC, with GCM open',
    facts: exactly([ECDHE_CBC], { open: GCM }),
    expected: 'unknown rate-limited',
  },

  { code: 'cipher-no-forward-secrecy', given: 'static RSA alone', facts: exactly([STATIC_GCM]), expected: 'medium' },
  { code: 'cipher-no-forward-secrecy', given: 'ECDHE beside it', facts: exactly([STATIC_GCM, GCM]), expected: 'clear' },
  {
    code: 'cipher-no-forward-secrecy',
    given: 'static RSA, with ECDHE open',
    facts: exactly([STATIC_GCM], { open: GCM }),
    expected: 'unknown rate-limited',
  },

  {
    code: 'cipher-no-server-preference',
    given: 'the client chooses among both',
    facts: exactly([GCM, ECDHE_CBC], { client: true }),
    expected: 'low',
    evidence: { suites: [ECDHE_CBC] },
  },
  {
    code: 'cipher-no-server-preference',
    given: 'the client chooses among good ones',
    facts: exactly([GCM], { client: true }),
    expected: 'clear',
  },
  {
    code: 'cipher-no-server-preference',
    given: 'the server chooses',
    facts: exactly([GCM, ECDHE_CBC]),
    expected: 'clear',
  },
  {
    code: 'cipher-no-server-preference',
    given: 'nobody knows who chooses, but all are good',
    facts: oneServer({ preference: { tls12: 'unknown' } }),
    expected: 'clear',
  },
  {
    code: 'cipher-no-server-preference',
    given: 'nobody knows who chooses',
    facts: oneServer({ accept: { tls12: [DES3] }, preference: { tls12: 'unknown' } }),
    expected: 'unknown not-asked',
  },

  {
    code: 'cipher-weak-preferred',
    given: 'RC4 first',
    facts: exactly([RC4, GCM]),
    expected: 'medium',
    evidence: { kind: 'preferred', suite: RC4, position: 1, better: GCM },
  },
  { code: 'cipher-weak-preferred', given: 'GCM first', facts: exactly([GCM, ECDHE_CBC, RC4]), expected: 'clear' },
  {
    code: 'cipher-weak-preferred',
    given: 'CBC first, which is not banned',
    facts: exactly([ECDHE_CBC, GCM]),
    expected: 'clear',
  },
  {
    code: 'cipher-weak-preferred',
    given: 'CBC first, which the profile would have phased out',
    facts: exactly([ECDHE_CBC, GCM]),
    profile: ncscNl2025,
    expected: 'medium',
    evidence: { kind: 'preferred', suite: ECDHE_CBC, position: 1, better: GCM },
  },
  {
    code: 'cipher-weak-preferred',
    given: 'GCM before what is to be phased out',
    facts: exactly([GCM, ECDHE_CBC]),
    profile: ncscNl2025,
    expected: 'clear',
  },
  {
    code: 'cipher-weak-preferred',
    given: 'nothing but GCM, whose order does not matter',
    facts: exactly([GCM]),
    profile: ncscNl2025,
    expected: 'clear',
  },
  {
    code: 'cipher-weak-preferred',
    given: 'the client chooses',
    facts: exactly([RC4, GCM], { client: true }),
    expected: 'clear',
  },
  {
    code: 'cipher-weak-preferred',
    given: 'places that are not proved',
    facts: oneServer({
      versions: { tls13: REFUSED },
      suites: {
        tls12: serverFacts().suites.tls12.map(({ name }) =>
          suiteAnswer(name, name === RC4 || name === GCM ? ACCEPTED : REFUSED),
        ),
      },
    }),
    expected: 'unknown not-asked',
  },

  {
    code: 'cipher-not-recommended',
    given: 'a CBC suite',
    facts: accepting(ECDHE_CBC),
    expected: 'low',
    evidence: { suites: [ECDHE_CBC] },
  },
  { code: 'cipher-not-recommended', given: 'a banned suite', facts: accepting(DES3), expected: 'clear' },
  { code: 'cipher-not-recommended', given: 'recommended suites', facts: good, expected: 'clear' },
  { code: 'cipher-not-recommended', given: 'suites not asked', facts: unasked, expected: 'unknown not-asked' },
]

describe('cipher rules', () => testRules(CIPHER_RULES, cases))
