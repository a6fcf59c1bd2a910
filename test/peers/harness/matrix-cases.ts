import { RR_TYPES } from '../../../src/dns/wire/rr-type.ts'
import type { Attack } from '../../../src/judge/senders/attack.ts'
import type { LabAttack } from '../../../src/lab/attack/path-attack.ts'
import { recordsOf, type TlsaWish, tlsa, tlsaFor } from '../../../src/lab/dns/tlsa-records.ts'
import { ATTACKED_DOMAINS } from '../../../src/lab/domains/attacked-domains.ts'
import { type CertificateChanges, oneServer, realServer } from '../../../src/lab/domains/build.ts'
import { policyText, serve } from '../../../src/lab/domains/policy-domain.ts'
import type { LabDns } from '../../../src/lab/lab-dns.ts'
import type { LabDomain } from '../../../src/lab/lab-domain.ts'
import { modernModel } from '../../../src/lab/tls-models.ts'

/** A domain to which every sender sends a message, and who stands in between. */
export interface MatrixCase {
  readonly domain: LabDomain
  /** What happens to the mail, as the document says it. */
  readonly title: string
  /** Null for nobody. */
  readonly attack: LabAttack | null
  /** The same as the simulation of senders calls it; null where it has no word for it. */
  readonly simulated: Attack | null
}

interface Wish {
  readonly title: string
  readonly attack?: LabAttack
  readonly tlsa?: readonly TlsaWish[]
  readonly certificate?: CertificateChanges
  readonly dns?: LabDns
  /** An enforced MTA-STS policy. */
  readonly policy?: true
}

const EXPIRED: CertificateChanges = { fromDay: -90, toDay: -2 }
const GOOD = [tlsa(3, 1, 1)]
const WRONG = [tlsa(3, 1, 1, 'next')]

const WISHES: Readonly<Record<string, Wish>> = {
  'dane-311': { title: 'TLSA 3 1 1 that matches', tlsa: GOOD },
  'dane-wrong': { title: 'TLSA 3 1 1 that does not match', tlsa: WRONG },
  'dane-both': { title: 'one TLSA that matches, one that does not', tlsa: [...WRONG, ...GOOD] },
  'dane-001': { title: 'TLSA 0 0 1, which is of no use', tlsa: [tlsa(0, 0, 1)] },
  'dane-fails': {
    title: 'the lookup of TLSA fails',
    dns: { failing: [{ label: '_25._tcp.mx1', type: 'TLSA', how: 'SERVFAIL' }] },
  },
  'dane-loose': { title: 'a zone without DNSSEC, TLSA that does not match', tlsa: WRONG, dns: { signed: false } },
  'expired-311': { title: 'expired certificate, TLSA 3 1 1 that matches', tlsa: GOOD, certificate: EXPIRED },
  'expired-211': { title: 'expired certificate, TLSA 2 1 1', tlsa: [tlsa(2, 1, 1)], certificate: EXPIRED },
  'bogus-mx': {
    title: 'the signature of the MX records is wrong',
    dns: { faults: (name) => [{ kind: 'corrupt', name: name('@'), type: RR_TYPES.MX }] },
  },
  plain: { title: 'no TLSA, good certificate' },
  'plain-expired': { title: 'no TLSA, expired certificate', certificate: EXPIRED },
  'plain-self': { title: 'no TLSA, self-signed certificate', certificate: { selfSigned: true } },
  'strip-plain': { title: 'STARTTLS stripped, no TLSA', attack: 'strip' },
  'strip-dane': { title: 'STARTTLS stripped, TLSA 3 1 1', attack: 'strip', tlsa: GOOD },
  'strip-policy': { title: 'STARTTLS stripped, MTA-STS enforced', attack: 'strip', policy: true },
  'r454-plain': { title: '454 forged, no TLSA', attack: 'temporary-failure' },
  'r454-dane': { title: '454 forged, TLSA 3 1 1', attack: 'temporary-failure', tlsa: GOOD },
  'forged-plain': { title: 'certificate forged, no TLSA', attack: 'forged-certificate' },
  'forged-dane': { title: 'certificate forged, TLSA 3 1 1', attack: 'forged-certificate', tlsa: GOOD },
  'reset-plain': { title: 'reset at the ClientHello, no TLSA', attack: 'reset' },
  'reset-dane': { title: 'reset at the ClientHello, TLSA 3 1 1', attack: 'reset', tlsa: GOOD },
  'dns-loose': { title: 'MX forged, zone without DNSSEC', attack: 'forged-dns', dns: { signed: false } },
  'dns-signed': { title: 'MX forged, signed zone, TLSA 3 1 1', attack: 'forged-dns', tlsa: GOOD },
  'dns-stripped': { title: 'DNSSEC stripped from the answers, TLSA 3 1 1', attack: 'stripped-dns', tlsa: GOOD },
}

/** The simulation's words for what a lab does. A reset at the ClientHello and stripped DNSSEC are not among them. */
const SIMULATED: Readonly<Record<LabAttack, Attack | null>> = {
  strip: 'strip',
  'temporary-failure': 'temporary-failure',
  'forged-certificate': 'forged-certificate',
  reset: null,
  'policy-blocked': 'policy-blocked-first',
  'forged-dns': 'forged-dns',
  'stripped-dns': null,
}

/** Every row of the matrix. */
export const MATRIX_CASES: readonly MatrixCase[] = Object.entries(WISHES).map(([name, wish], at): MatrixCase => {
  const { title, attack = null, tlsa: wishes, certificate, dns = {}, policy } = wish
  const octet = 10 + at
  const base = oneServer(name, octet, title, realServer(modernModel('ecdsa'), certificate), [])
  const records = policy === undefined ? [] : ['_mta-sts TXT "v=STSv1; id=1"', `mta-sts A 198.51.100.${octet}`]
  const domain: LabDomain = {
    ...base,
    dns: {
      ...dns,
      records,
      ...(wishes === undefined ? {} : { recordsFor: recordsOf(tlsaFor('mx1', ...wishes)) }),
    },
    ...(policy === undefined
      ? {}
      : {
          policyHost: {
            address: `198.51.100.${octet}`,
            answer: serve(policyText('enforce', [`mx1.${base.domain}`])),
          },
        }),
  }
  return { domain, title, attack, simulated: attack === null ? 'peace' : SIMULATED[attack] }
})

/** All domains of the matrix, and that of the attacker. */
export const MATRIX_DOMAINS: readonly LabDomain[] = [
  ...MATRIX_CASES.map(({ domain }) => domain),
  ...ATTACKED_DOMAINS.filter(({ domain }) => domain === 'attacker.lab'),
]
