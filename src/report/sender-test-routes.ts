import type { SenderTestCaseId } from '../facts/sender-test-facts.ts'
import type { Hop, Route } from '../judge/senders/route.ts'

const GOOD_HOP: Hop = {
  host: 'mx',
  starttls: true,
  refusesStarttls: false,
  versions: { ssl2: false, ssl3: false, tls10: false, tls11: false, tls12: true, tls13: true },
  suites: {},
  serverPreference: {},
  trustedForHost: true,
  trustedForDomain: true,
  dane: 'none',
  inPolicy: null,
}

const UNTRUSTED = { trustedForHost: false, trustedForDomain: false } as const
const STRIPPED = { starttls: false } as const
const TEMPORARY = { refusesStarttls: true } as const
const ENFORCE = { policy: 'enforce', inPolicy: true } as const

type Special = Partial<Hop> & Partial<Pick<Route, 'mx' | 'policy'>>

/**
 * The cases that the simulation of senders can foretell, as it sees them. The others are about what it does not know: suites,
 * REQUIRETLS, injection, patience, address families.
 */
const SPECIALS: Readonly<Partial<Record<SenderTestCaseId, Special>>> = {
  plain: {},
  dane: { dane: 'matches' },
  'mta-sts': ENFORCE,
  'no-starttls': STRIPPED,
  'starttls-454': TEMPORARY,
  'stripped-dane': { ...STRIPPED, dane: 'matches' },
  'tempfail-dane': { ...TEMPORARY, dane: 'matches' },
  'stripped-mta-sts': { ...STRIPPED, ...ENFORCE },
  expired: UNTRUSTED,
  'expired-dane': { ...UNTRUSTED, dane: 'matches' },
  'expired-dane-ta': { ...UNTRUSTED, dane: 'mismatch' },
  'expired-mta-sts': { ...UNTRUSTED, ...ENFORCE },
  'self-signed': UNTRUSTED,
  'self-signed-mta-sts': { ...UNTRUSTED, ...ENFORCE },
  'wrong-name': UNTRUSTED,
  'wrong-name-mta-sts': { ...UNTRUSTED, ...ENFORCE },
  'tlsa-mismatch': { dane: 'mismatch' },
  'tlsa-unusable': { dane: 'unusable' },
  'tlsa-unusable-stripped': { ...STRIPPED, dane: 'unusable' },
  'tlsa-bogus': { dane: 'lookup-failed' },
  'tlsa-unsigned': { mx: 'insecure' },
  'dnssec-bogus': { mx: 'bogus' },
  'mta-sts-testing': { ...UNTRUSTED, policy: 'testing', inPolicy: true },
  'mx-not-in-policy': { policy: 'enforce', inPolicy: false },
}

/**
 * The route of a case; null for one that cannot be foretold.
 *
 * @param isTrusted whether the sender trusts the authority of the good certificates
 */
export function caseRoute(of: SenderTestCaseId, isTrusted: boolean): Route | null {
  const special = SPECIALS[of]
  if (special === undefined) return null
  const { mx = 'secure', policy = null, ...changes } = special
  const hop = { ...GOOD_HOP, ...(isTrusted ? {} : UNTRUSTED), ...changes }
  return { hops: [hop], mx, policy }
}
