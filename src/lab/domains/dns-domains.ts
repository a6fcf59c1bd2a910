import { RR_TYPES } from '../../dns/wire/rr-type.ts'
import { foreignKey, weakRsaKey } from '../dns/zone-keys.ts'
import type { LabDns } from '../lab-dns.ts'
import type { LabDomain } from '../lab-domain.ts'
import { modernModel } from '../tls-models.ts'
import { oneServer, realServer } from './build.ts'

/** A domain with a good server and a DNS of its own kind. */
function named(name: string, octet: number, teaches: string, dns: LabDns, expects: readonly string[]): LabDomain {
  return { ...oneServer(name, octet, teaches, realServer(modernModel('ecdsa')), expects), dns }
}

/** The same where no chain of trust leads, so that there is no DANE to be missed. */
function insecure(...definition: Parameters<typeof named>): LabDomain {
  const domain = named(...definition)
  return { ...domain, expects: domain.expects.filter((code) => code !== 'dane-missing') }
}

/** A domain of which nothing else can be known: whether it has IPv6, or even where its servers are. */
function obscured(name: string, octet: number, teaches: string, dns: LabDns, expects: readonly string[]): LabDomain {
  return { ...named(name, octet, teaches, dns, []), expects }
}

/** GOST R 34.10-2001, which OpenSSL does not know and validators have dropped (RFC 9906). */
const GOST = 12

/** Domains that differ in how their names are signed. All have the same good server. */
export const DNS_DOMAINS: readonly LabDomain[] = [
  insecure(
    'unsigned',
    110,
    'its zone is not signed, as that of most domains: there can be no DANE',
    { signed: false },
    ['dnssec-unsigned'],
  ),
  insecure('island', 111, 'signs its zone, but nobody gave the DS record to the registry', { island: true }, [
    'dnssec-unsigned',
  ]),
  insecure(
    'unsupported-algorithm',
    112,
    'signs with an algorithm that validators do not know, which counts as not signed',
    { keys: () => [foreignKey(GOST)] },
    ['dnssec-unsigned'],
  ),
  obscured(
    'bogus',
    113,
    'the signature over its MX records is wrong: senders that validate cannot deliver',
    { faults: (name) => [{ kind: 'corrupt', name: name('@'), type: RR_TYPES.MX }] },
    ['dnssec-bogus', 'mta-sts-missing', 'tls-rpt-missing'],
  ),
  obscured(
    'expired-signature',
    114,
    'nobody has signed its zone for forty days, and all signatures have expired',
    { signatures: { fromDay: -40, toDay: -10 } },
    ['dnssec-bogus'],
  ),
  obscured('wrong-ds', 115, 'changed its keys and forgot to tell the registry', { wrongDs: true }, ['dnssec-bogus']),
  obscured(
    'keyless',
    121,
    'its name servers fail when they are asked for its keys, so that nobody can follow the chain of trust to it',
    { failing: [{ label: '@', type: 'DNSKEY', how: 'SERVFAIL' }] },
    ['dnssec-indeterminate'],
  ),
  obscured(
    'denial-broken',
    116,
    'its proofs that something is absent are wrongly signed, so that whoever asks for AAAA or TLSA gets an error',
    { faults: (name) => [{ kind: 'corrupt', name: name('mx1'), type: RR_TYPES.NSEC }] },
    ['dnssec-broken-denial', 'mta-sts-missing', 'tls-rpt-missing'],
  ),
  obscured(
    'denial-servfail',
    117,
    'its name servers answer SERVFAIL to questions for types that they do not know, as some load balancers do',
    {
      failing: [
        { label: 'mx1', type: 'AAAA', how: 'SERVFAIL' },
        { label: '_25._tcp.mx1', type: 'TLSA', how: 'SERVFAIL' },
      ],
    },
    ['dane-lookup-failed', 'dnssec-broken-denial', 'mta-sts-missing', 'tls-rpt-missing'],
  ),
  named(
    'weak-algorithm',
    118,
    'signs with SHA-1 and an RSA key of 1024 bits, as many zones did in 2010',
    {
      keys: () => [weakRsaKey(7)],
      denial: { kind: 'nsec3', iterations: 10, salt: Uint8Array.of(0xca, 0xfe), optOut: false },
    },
    ['dnssec-weak-algorithm'],
  ),
  named('sha1-ds', 119, 'its keys are good, but the registry vouches for them with SHA-1 alone', { digests: [1] }, [
    'dnssec-weak-algorithm',
  ]),
  named(
    'expiring',
    120,
    'its signatures have four of thirty days left: the signer has stopped, and nobody has noticed yet',
    { signatures: { fromDay: -26, toDay: 4 } },
    ['dnssec-expiring'],
  ),
]
