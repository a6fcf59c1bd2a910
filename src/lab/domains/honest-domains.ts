import { recordsOf, tlsa, tlsaFor } from '../dns/tlsa-records.ts'
import type { LabDomain } from '../lab-domain.ts'
import { GROUP_2, GROUP_14, ids, MODERN_ECDSA, modernModel, oldModel, TLS13_SUITES } from '../tls-models.ts'
import { clearServer, NO_POLICIES, oneServer, realServer } from './build.ts'
import { policyText, REPORTS, serve } from './policy-domain.ts'

/** ECDHE with block ciphers, and static RSA: the rest of what Debian's Postfix offers by default beside the anonymous suites. */
const POSTFIX_DEFAULT = ids(
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384',
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
  'TLS_DH_anon_WITH_AES_256_GCM_SHA384',
  'TLS_DH_anon_WITH_AES_128_GCM_SHA256',
  'TLS_DH_anon_WITH_AES_256_CBC_SHA256',
  'TLS_ECDH_anon_WITH_AES_256_CBC_SHA',
  'TLS_ECDH_anon_WITH_AES_128_CBC_SHA',
)

/** Domains whose servers do what they say, well or less well. */
export const HONEST_DOMAINS: readonly LabDomain[] = [
  {
    domain: 'perfect.lab',
    teaches: 'TLS 1.2 and 1.3, a post-quantum group, DANE, MTA-STS and TLS reporting: nothing to improve',
    mx: [
      { preference: 10, exchange: 'mx1.perfect.lab' },
      { preference: 20, exchange: 'mx2.perfect.lab' },
    ],
    hosts: [
      {
        name: 'mx1.perfect.lab',
        addresses: ['203.0.113.10', '2001:db8::10'],
        server: realServer(modernModel('ecdsa')),
      },
      {
        name: 'mx2.perfect.lab',
        addresses: ['203.0.113.11', '2001:db8::11'],
        server: realServer(modernModel('ecdsa')),
      },
    ],
    policyHost: {
      address: '198.51.100.10',
      answer: serve(policyText('enforce', ['mx1.perfect.lab', 'mx2.perfect.lab'])),
    },
    dns: {
      records: ['_mta-sts TXT "v=STSv1; id=20261124"', 'mta-sts A 198.51.100.10', `_smtp._tls TXT "${REPORTS}"`],
      recordsFor: recordsOf(
        tlsaFor('mx1', tlsa(3, 1, 1), tlsa(3, 1, 1, 'next')),
        tlsaFor('mx2', tlsa(3, 1, 1), tlsa(3, 1, 1, 'next')),
      ),
    },
    expects: ['protection-full'],
  },
  oneServer(
    'postfix-default',
    20,
    'what Postfix on Debian offers until somebody changes it: anonymous suites and block ciphers too',
    realServer(
      modernModel('ecdsa', {
        suites: { tls12: POSTFIX_DEFAULT, tls13: TLS13_SUITES },
        preference: 'client',
        groups12: [0x001d, 0x001e, 0x0017, 0x0019, 0x0018],
        groups13: [0x001d, 0x001e, 0x0017, 0x0019, 0x0018],
        dh: { usual: GROUP_14, anonymous: GROUP_2 },
        // OpenSSL's level 0, at which Postfix runs it, signs with SHA-1 for those who want nothing better.
        signatures: [0x0403, 0x0503, 0x0603, 0x0203],
      }),
    ),
    [
      'cipher-anonymous',
      'cipher-no-server-preference',
      'cipher-not-recommended',
      'kex-dh-common-prime',
      'kex-dh-small',
      'kex-no-post-quantum',
      'kex-sha1-signature',
    ],
  ),
  oneServer(
    'tls13-only',
    21,
    'TLS 1.3 alone: the strongest setting, and out of reach for senders of before 2018',
    realServer(modernModel('ecdsa', { suites: { tls13: TLS13_SUITES } })),
    ['tls-version-12-missing'],
  ),
  oneServer(
    'tls12-only',
    22,
    'TLS 1.2 alone, well configured',
    realServer(modernModel('ecdsa', { suites: { tls12: MODERN_ECDSA } })),
    ['tls-version-13-missing'],
  ),
  oneServer(
    'slow-banner',
    23,
    'greets newcomers after six and a half seconds, as postscreen does',
    realServer(modernModel('ecdsa'), {}, { bannerDelayMilliseconds: 6_500 }),
    [],
  ),
  {
    domain: 'null-mx.lab',
    teaches: 'takes no mail at all and says so (RFC 7505)',
    mx: [{ preference: 0, exchange: '.' }],
    hosts: [],
    expects: ['mx-null'],
  },
  {
    domain: 'no-mx.lab',
    teaches: 'has no MX record, so its own address takes the mail (RFC 5321 section 5.1)',
    mx: [],
    hosts: [{ name: 'no-mx.lab', addresses: ['203.0.113.25'], server: realServer(modernModel('ecdsa')) }],
    expects: [...NO_POLICIES, 'mx-implicit', 'mx-no-ipv6', 'mx-single-address'].toSorted(),
  },
  {
    domain: 'private-mx.lab',
    teaches: 'its exchanger has an address that is not reachable from outside',
    mx: [{ preference: 10, exchange: 'mx1.private-mx.lab' }],
    hosts: [{ name: 'mx1.private-mx.lab', addresses: ['10.1.2.3'], server: null }],
    expects: [...NO_POLICIES, 'mx-no-ipv6', 'mx-private-address', 'mx-single-address'].toSorted(),
  },
  {
    domain: 'one-down.lab',
    teaches: 'the second of its two exchangers does not answer',
    mx: [
      { preference: 10, exchange: 'mx1.one-down.lab' },
      { preference: 20, exchange: 'mx2.one-down.lab' },
    ],
    hosts: [
      { name: 'mx1.one-down.lab', addresses: ['203.0.113.27'], server: realServer(modernModel('ecdsa')) },
      { name: 'mx2.one-down.lab', addresses: ['203.0.113.28'], server: null },
    ],
    expects: [...NO_POLICIES, 'mx-no-ipv6', 'smtp-unreachable'].toSorted(),
  },
  oneServer('unreachable', 29, 'nobody listens at its exchanger', null, ['smtp-unreachable']),
  oneServer(
    'auth-in-clear',
    30,
    'offers AUTH before TLS, so that passwords may travel in clear',
    realServer(modernModel('ecdsa'), {}, { extensions: ['AUTH PLAIN LOGIN'] }),
    ['smtp-auth-in-clear'],
  ),
  oneServer(
    'no-starttls',
    31,
    'has never heard of STARTTLS: every message travels in clear',
    clearServer({ starttlsKeyword: null }),
    ['starttls-missing'],
  ),
  oneServer(
    'old-tls',
    32,
    'still accepts TLS 1.0 and 1.1 beside the current versions',
    realServer(
      oldModel(
        {
          tls10: ids('TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA'),
          tls11: ids('TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA'),
          tls12: [...MODERN_ECDSA, ...ids('TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA')],
          tls13: TLS13_SUITES,
        },
        { certificateCurve: 0x0017 },
      ),
    ),
    ['cipher-not-recommended', 'kex-no-post-quantum', 'tls-version-obsolete', 'tls-version-obsolete', 'vuln-beast'],
  ),
]
