import { RR_TYPES } from '../../dns/wire/rr-type.ts'
import { tlsa, tlsaFor } from '../dns/tlsa-records.ts'
import type { LabDns } from '../lab-dns.ts'
import type { LabDomain } from '../lab-domain.ts'
import { MODERN_ECDSA, MODERN_RSA, modernModel, TLS13_SUITES } from '../tls-models.ts'
import { clearServer, dualServer, oneServer, realServer } from './build.ts'
import { type Published, publishing, REPORTS } from './policy-domain.ts'

/** Domains that report, have no MTA-STS, and differ in DANE. */
function dane(
  name: string,
  octet: number,
  teaches: string,
  published: Published,
  expects: readonly string[],
  dns: LabDns = {},
): LabDomain {
  const domain = publishing(`dane-${name}`, octet, teaches, { tlsRpt: [REPORTS], ...published }, [
    ...expects,
    'mta-sts-missing',
  ])
  return { ...domain, dns: { ...domain.dns, ...dns } }
}

/** A good server with suites for both kinds of key. */
const BOTH = modernModel('ecdsa', { suites: { tls12: [...MODERN_ECDSA, ...MODERN_RSA], tls13: TLS13_SUITES } })

/** The certificate chain with the lab's root in it, which servers usually leave out. */
const withRoot: Published['certificate'] = {
  send: ({ chainDer }, { certificates }) => [...chainDer, certificates.root.der],
}

/** TLSA records, and what goes wrong with them. */
export const DANE_DOMAINS: readonly LabDomain[] = [
  dane(
    'good',
    160,
    'DANE as it should be: the key in use and the next one',
    { tlsa: tlsaFor('mx1', tlsa(3, 1, 1), tlsa(3, 1, 1, 'next')) },
    ['protection-full'],
  ),
  dane(
    'mismatch',
    161,
    'renewed its certificate with a new key and forgot the TLSA record',
    { tlsa: tlsaFor('mx1', tlsa(3, 1, 1, 'next')) },
    ['dane-mismatch', 'protection-none'],
  ),
  dane(
    'ta',
    162,
    'vouches for its certificate authority rather than for its key',
    { tlsa: tlsaFor('mx1', tlsa(2, 0, 1)) },
    ['dane-rollover-not-ready', 'protection-full'],
  ),
  dane(
    'ta-not-sent',
    163,
    'vouches for a root that its server does not send',
    { tlsa: tlsaFor('mx1', tlsa(2, 0, 1, 'root')) },
    ['dane-ta-not-sent', 'protection-none'],
  ),
  dane(
    'ta-wrong-name',
    164,
    'vouches for its authority, which certified another name',
    { tlsa: tlsaFor('mx1', tlsa(2, 0, 1)), certificate: { names: ['www.dane-ta-wrong-name.lab'] } },
    ['cert-name-mismatch', 'dane-ta-name-mismatch', 'protection-none'],
  ),
  dane(
    'ta-expired',
    165,
    'vouches for its authority, and the certificate has expired',
    { tlsa: tlsaFor('mx1', tlsa(2, 0, 1)), certificate: { fromDay: -90, toDay: -2 } },
    ['cert-expired', 'dane-ta-expired', 'protection-none'],
  ),
  dane(
    'usage-0-1',
    166,
    'publishes usages that mail servers do not use',
    { tlsa: tlsaFor('mx1', tlsa(0, 0, 1), tlsa(1, 1, 1)) },
    ['dane-no-usable-record', 'protection-none'],
  ),
  dane(
    'unusable',
    167,
    'has a good record, and one whose digest was cut',
    { tlsa: tlsaFor('mx1', tlsa(3, 1, 1)), records: ['_25._tcp.mx1 TLSA 3 1 1 00112233'] },
    ['dane-rollover-not-ready', 'dane-unusable-record', 'protection-full'],
  ),
  dane(
    'sha512',
    168,
    'vouches for its key by SHA-512',
    { tlsa: tlsaFor('mx1', tlsa(3, 1, 2), tlsa(3, 1, 2, 'next')) },
    ['protection-full'],
  ),
  dane(
    'full',
    169,
    'publishes its whole certificate, which changes with every renewal',
    { tlsa: tlsaFor('mx1', tlsa(3, 0, 0)) },
    ['dane-full-certificate-fragile', 'dane-rollover-not-ready', 'protection-full'],
  ),
  dane(
    'root-sent',
    170,
    'vouches for a root, and sends it',
    { tlsa: tlsaFor('mx1', tlsa(2, 0, 1, 'root')), certificate: withRoot },
    ['dane-rollover-not-ready', 'protection-full'],
  ),
  dane(
    'unsigned',
    171,
    'publishes TLSA records in a zone that is not signed',
    { tlsa: tlsaFor('mx1', tlsa(3, 1, 1)) },
    ['dane-unsigned', 'dnssec-unsigned', 'protection-none'],
    { signed: false },
  ),
  dane(
    'bogus',
    172,
    'the signature of its TLSA records is wrong: senders that use DANE wait',
    { tlsa: tlsaFor('mx1', tlsa(3, 1, 1)) },
    ['dane-bogus'],
    { faults: (name) => [{ kind: 'corrupt', name: name('_25._tcp.mx1'), type: RR_TYPES.TLSA }] },
  ),
  dane('servfail', 173, 'its name servers answer SERVFAIL to questions for TLSA', {}, ['dane-lookup-failed'], {
    failing: [{ label: '_25._tcp.mx1', type: 'TLSA', how: 'SERVFAIL' }],
  }),
  {
    ...dane(
      'no-starttls',
      174,
      'promises TLS by TLSA records, and offers none',
      { records: [`_25._tcp.mx1 TLSA 3 1 1 ${'ab'.repeat(32)}`] },
      ['dane-tls-not-offered', 'protection-none', 'starttls-missing'],
    ),
    hosts: [
      {
        name: 'mx1.dane-no-starttls.lab',
        addresses: ['203.0.113.174'],
        server: clearServer({ starttlsKeyword: null }),
      },
    ],
  },
  {
    ...dane(
      'dual',
      175,
      'has two certificates, and a record for one of them',
      { tlsa: tlsaFor('mx1', tlsa(3, 1, 1, 'leaf', 'ecdsa')) },
      ['dane-chain-dual-uncovered', 'protection-none'],
    ),
    hosts: [{ name: 'mx1.dane-dual.lab', addresses: ['203.0.113.175'], server: dualServer(BOTH) }],
  },
  {
    ...dane(
      'partial',
      176,
      'one of its two exchangers has TLSA records',
      { tlsa: tlsaFor('mx1', tlsa(3, 1, 1), tlsa(3, 1, 1, 'next')) },
      ['dane-partial', 'protection-none'],
    ),
    mx: [
      { preference: 10, exchange: 'mx1.dane-partial.lab' },
      { preference: 20, exchange: 'mx2.dane-partial.lab' },
    ],
    hosts: [
      { name: 'mx1.dane-partial.lab', addresses: ['203.0.113.176'], server: realServer(modernModel('ecdsa')) },
      { name: 'mx2.dane-partial.lab', addresses: ['203.0.113.177'], server: realServer(modernModel('ecdsa')) },
    ],
    expects: ['dane-partial', 'mta-sts-missing', 'mx-no-ipv6', 'protection-none'],
  },
]

/** Domains that differ in TLS reporting. */
export const TLS_RPT_DOMAINS: readonly LabDomain[] = [
  publishing('tls-rpt-invalid', 180, 'its record for TLS reporting lacks a destination', { tlsRpt: ['v=TLSRPTv1;'] }, [
    'dane-missing',
    'mta-sts-missing',
    'protection-none',
    'tls-rpt-invalid',
  ]),
  publishing(
    'tls-rpt-multiple',
    181,
    'has two records for TLS reporting',
    { tlsRpt: [REPORTS, REPORTS.replace('tls@', 'tls2@')] },
    ['dane-missing', 'mta-sts-missing', 'protection-none', 'tls-rpt-multiple'],
  ),
  publishing(
    'tls-rpt-unreachable',
    182,
    'has its reports sent to a domain that does not exist',
    { tlsRpt: ['v=TLSRPTv1; rua=mailto:tls@nowhere.tls-rpt-unreachable.lab'] },
    ['dane-missing', 'mta-sts-missing', 'protection-none', 'tls-rpt-destination-unreachable'],
  ),
  oneServer('tls-rpt-missing', 183, 'nobody is told when encryption to it fails', realServer(modernModel('ecdsa')), []),
]
