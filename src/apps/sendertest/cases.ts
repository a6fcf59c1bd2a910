import { SENDER_TEST_CASES, type SenderTestCaseId } from '../../facts/sender-test-facts.ts'
import type { CaseNames, CasePolicy, CaseSpec, ServerBehaviour } from './case-spec.ts'

const GOOD: ServerBehaviour = {
  starttls: 'offered',
  certificate: 'good',
  tls: 'modern',
  requireTls: false,
  injects: false,
  greylists: false,
}

const ENFORCE: CasePolicy = { mode: 'enforce', names: 'exchanger' }

interface Special {
  readonly server?: Partial<ServerBehaviour>
  readonly names?: Partial<CaseNames>
  readonly policy?: CasePolicy
  readonly families?: readonly (4 | 6)[]
}

/** What differs from a good server in a signed zone without further policies. */
const SPECIALS: Readonly<Record<SenderTestCaseId, Special>> = {
  plain: {},
  dane: { names: { tlsa: 'match' } },
  'mta-sts': { policy: ENFORCE },
  'no-starttls': { server: { starttls: 'missing' } },
  'starttls-454': { server: { starttls: '454' } },
  'stripped-dane': { server: { starttls: 'missing' }, names: { tlsa: 'match' } },
  'tempfail-dane': { server: { starttls: '454' }, names: { tlsa: 'match' } },
  'stripped-mta-sts': { server: { starttls: 'missing' }, policy: ENFORCE },
  expired: { server: { certificate: 'expired' } },
  'expired-dane': { server: { certificate: 'expired' }, names: { tlsa: 'match' } },
  'expired-dane-ta': { server: { certificate: 'expired' }, names: { tlsa: 'anchor' } },
  'expired-mta-sts': { server: { certificate: 'expired' }, policy: ENFORCE },
  'self-signed': { server: { certificate: 'self-signed' } },
  'self-signed-mta-sts': { server: { certificate: 'self-signed' }, policy: ENFORCE },
  'wrong-name': { server: { certificate: 'wrong-name' } },
  'wrong-name-mta-sts': { server: { certificate: 'wrong-name' }, policy: ENFORCE },
  'tlsa-mismatch': { names: { tlsa: 'mismatch' } },
  'tlsa-unusable': { names: { tlsa: 'unusable' } },
  'tlsa-unusable-stripped': { server: { starttls: 'missing' }, names: { tlsa: 'unusable' } },
  'tlsa-bogus': { names: { tlsa: 'match', fault: 'tlsa' } },
  'tlsa-unsigned': { names: { tlsa: 'mismatch', signed: false } },
  'dnssec-bogus': { names: { fault: 'mx' } },
  'mta-sts-testing': {
    server: { certificate: 'self-signed' },
    policy: { mode: 'testing', names: 'exchanger' },
  },
  'mx-not-in-policy': { policy: { mode: 'enforce', names: 'other' } },
  tls10: { server: { tls: 'tls10' } },
  anonymous: { server: { tls: 'anonymous' } },
  weak: { server: { tls: 'weak' } },
  'post-quantum': { server: { tls: 'post-quantum' } },
  requiretls: { server: { requireTls: true }, names: { tlsa: 'match' } },
  'requiretls-missing': { names: { tlsa: 'match' } },
  'tls-required-no': { server: { certificate: 'self-signed' }, names: { tlsa: 'mismatch' }, policy: ENFORCE },
  injection: { server: { injects: true } },
  greylist: { server: { greylists: true } },
  ipv4: { families: [4] },
  ipv6: { families: [6] },
}

/** All cases, in the order in which they are shown. */
export const CASES: readonly CaseSpec[] = SENDER_TEST_CASES.map((id): CaseSpec => {
  const { server = {}, names = {}, policy = null, families = [4, 6] } = SPECIALS[id]
  return {
    id,
    server: { ...GOOD, ...server },
    names: { signed: true, tlsa: null, fault: null, ...names },
    policy,
    families,
  }
})
