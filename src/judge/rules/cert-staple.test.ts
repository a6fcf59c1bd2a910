import { describe } from 'vitest'
import { oneServer, type RuleCase, testRules } from '../../../test/rule-cases.ts'
import { unknown } from '../../base/answer.ts'
import {
  ACCEPTED,
  BUILT_AT,
  domainFacts,
  REFUSED,
  type ServerOverrides,
  silentServerFacts,
} from '../../facts/builders.ts'
import type { DomainFacts } from '../../facts/domain-facts.ts'
import type { ChainFact, StapleFact } from '../../facts/server-facts.ts'
import { createAuthority, type IssuedCertificate, type OcspAnswer } from '../../lab/certificate-authority.ts'
import { writeOcspError } from '../../x509/ocsp-writer.ts'
import { CERT_STAPLE_RULES } from './cert-staple.ts'

/* Real certificates and responses of the lab's authority, made for this run. */

const now = new Date(BUILT_AT)
const day = (days: number): Date => new Date(now.getTime() + days * 86_400_000)
const authority = createAuthority({ name: 'Rules', now })
const names = ['mx1.example.lab']
const plain = await authority.issue({ names })
const bound = await authority.issue({ names, mustStaple: true })
const rsa = await authority.issue({ names, key: 'rsa-2048' })
const direct = await authority.issue({ names, mustStaple: true, issuer: 'root' })

const base64 = (der: Uint8Array): string => Buffer.from(der).toString('base64')
const chain = ({ chainDer, keyType }: IssuedCertificate, by = 0): ChainFact => {
  return { version: 'tls12', keyType, certificates: chainDer.map(base64), by }
}
const stapled = (response: Uint8Array): StapleFact => ({ version: 'tls12', response: base64(response), by: 0 })
const says = ({ der }: IssuedCertificate, status: OcspAnswer['status'], thisUpdate = day(-1)): StapleFact =>
  stapled(authority.answerOcsp({ certificate: der, status, thisUpdate }))
const forged = (response: StapleFact): StapleFact => {
  const bytes = Buffer.from(response.response, 'base64')
  bytes[bytes.length - 3] = (bytes.at(-3) ?? 0) ^ 1
  return stapled(bytes)
}

const GOOD = { kind: 'good' } as const
const REVOKED = { kind: 'revoked', at: day(-20), reason: 1 } as const
const RSA_TOO = { accept: { tls12: ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'] } }

/** A server with these certificates, which staples these responses. */
function server(
  chains: readonly IssuedCertificate[],
  staples: readonly StapleFact[],
  more: ServerOverrides = {},
): DomainFacts {
  return oneServer({
    chains: chains.map((issued, by) => chain(issued, by)),
    staples,
    features: { ocspStaple: staples.length > 0 ? ACCEPTED : REFUSED },
    ...more,
  })
}

const silent = domainFacts({ servers: [silentServerFacts('timeout')] })
const NOT_ASKED = { features: { ocspStaple: unknown('not-asked') } }

const cases: readonly RuleCase[] = [
  ...(['cert-staple-missing', 'cert-revoked'] as const).map((code): RuleCase => {
    return { code, given: 'no certificate seen', facts: silent, expected: 'unknown timeout' }
  }),

  { code: 'cert-staple-missing', given: 'neither promised nor sent', facts: server([plain], []), expected: 'clear' },
  {
    code: 'cert-staple-missing',
    given: 'promised, not sent',
    facts: server([bound], []),
    expected: 'medium',
    evidence: { kind: 'staple', fault: 'absent', at: null },
  },
  {
    code: 'cert-staple-missing',
    given: 'promised and sent',
    facts: server([bound], [says(bound, GOOD)]),
    expected: 'clear',
  },
  {
    code: 'cert-staple-missing',
    given: 'promised, and another one sent',
    facts: server([bound], [says(plain, GOOD)]),
    expected: 'medium',
    evidence: { kind: 'staple', fault: 'other-certificate' },
  },
  {
    code: 'cert-staple-missing',
    given: 'promised, and sent for the other key alone',
    facts: server([bound, rsa], [says(rsa, GOOD)], RSA_TOO),
    expected: 'medium',
    evidence: { kind: 'staple', fault: 'absent' },
  },
  {
    code: 'cert-staple-missing',
    given: 'sent for either key',
    facts: server([bound, rsa], [says(rsa, GOOD), says(bound, GOOD)], RSA_TOO),
    expected: 'clear',
  },
  {
    code: 'cert-staple-missing',
    given: 'perhaps about a certificate that nobody saw',
    facts: server([plain], [says(rsa, GOOD)], RSA_TOO),
    expected: 'unknown not-asked',
  },
  {
    code: 'cert-staple-missing',
    given: 'promised, not asked',
    facts: server([bound], [], NOT_ASKED),
    expected: 'unknown not-asked',
  },
  {
    code: 'cert-staple-missing',
    given: 'promised, and one sent that was too large to keep',
    facts: server([bound], [], { features: { ocspStaple: ACCEPTED } }),
    expected: 'unknown local',
  },
  {
    code: 'cert-staple-missing',
    given: 'an expired one, promised or not',
    facts: server([plain], [says(plain, GOOD, day(-9))]),
    expected: 'medium',
    evidence: { kind: 'staple', fault: 'expired', at: '2026-11-22T08:00:00Z' },
  },
  {
    code: 'cert-staple-missing',
    given: 'one of next week',
    facts: server([plain], [says(plain, GOOD, day(7))]),
    expected: 'medium',
    evidence: { kind: 'staple', fault: 'not-yet-valid' },
  },
  {
    code: 'cert-staple-missing',
    given: 'a forged one',
    facts: server([plain], [forged(says(plain, GOOD))]),
    expected: 'medium',
    evidence: { kind: 'staple', fault: 'signature' },
  },
  {
    code: 'cert-staple-missing',
    given: 'an error of the responder',
    facts: server([bound], [stapled(writeOcspError(3))]),
    expected: 'medium',
    evidence: { kind: 'staple', fault: 'unsuccessful' },
  },
  {
    code: 'cert-staple-missing',
    given: 'octets that are no response',
    facts: server([bound], [stapled(Uint8Array.of(0x5a, 0x5a))]),
    expected: 'medium',
    evidence: { kind: 'staple', fault: 'unreadable' },
  },
  {
    code: 'cert-staple-missing',
    given: 'one that says revoked keeps the promise',
    facts: server([bound], [says(bound, REVOKED)]),
    expected: 'clear',
  },
  {
    code: 'cert-staple-missing',
    given: 'one that cannot be checked, since the issuer was not sent',
    facts: server([{ ...plain, chainDer: [plain.der] }], [says(plain, GOOD)]),
    expected: 'clear',
  },

  {
    code: 'cert-revoked',
    given: 'revoked, for its key',
    facts: server([plain], [says(plain, REVOKED)]),
    expected: 'high',
    evidence: { kind: 'revocation', at: '2026-11-04T08:00:00Z', reason: 'keyCompromise' },
  },
  {
    code: 'cert-revoked',
    given: 'revoked, said last month',
    facts: server([plain], [says(plain, { ...REVOKED, at: day(-60) }, day(-40))]),
    expected: 'high',
  },
  { code: 'cert-revoked', given: 'good', facts: server([plain], [says(plain, GOOD)]), expected: 'clear' },
  {
    code: 'cert-revoked',
    given: 'good and revoked: each connection has another staple',
    facts: server([plain], [says(plain, GOOD), says(plain, REVOKED)]),
    expected: 'high',
  },
  {
    code: 'cert-revoked',
    given: 'one of two keys',
    facts: server([plain, rsa], [says(rsa, REVOKED)], RSA_TOO),
    expected: 'high',
  },
  {
    code: 'cert-revoked',
    given: 'one of two keys said to be good',
    facts: server([plain, rsa], [says(rsa, GOOD)], RSA_TOO),
    expected: 'unknown not-asked',
  },
  {
    code: 'cert-revoked',
    given: 'revoked, says somebody',
    facts: server([plain], [forged(says(plain, REVOKED))]),
    expected: 'unknown not-asked',
  },
  {
    code: 'cert-revoked',
    given: 'good until last week',
    facts: server([plain], [says(plain, GOOD, day(-20))]),
    expected: 'unknown not-asked',
  },
  {
    code: 'cert-revoked',
    given: 'not known to the responder',
    facts: server([plain], [says(plain, { kind: 'unknown' })]),
    expected: 'unknown not-asked',
  },
  {
    code: 'cert-revoked',
    given: 'revoked, and no issuer to check that with',
    facts: server([direct], [says(direct, REVOKED)]),
    expected: 'unknown not-asked',
  },
  {
    code: 'cert-revoked',
    given: 'no staple, and the authority is not asked',
    facts: server([plain], []),
    expected: 'unknown not-asked',
  },
  {
    code: 'cert-revoked',
    given: 'a staple was not asked for',
    facts: server([plain], [], NOT_ASKED),
    expected: 'unknown not-asked',
  },
]

describe('staple rules', () => testRules(CERT_STAPLE_RULES, cases))
