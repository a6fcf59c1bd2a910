import { EXTENSION } from '../../tls/wire/extensions.ts'
import { tlsa, tlsaFor } from '../dns/tlsa-records.ts'
import type { LabDomain, LabHost } from '../lab-domain.ts'
import { ids, MODERN_ECDSA, MODERN_RSA, modernModel } from '../tls-models.ts'
import { clearServer, NO_POLICIES, oneServer, realServer, simulatedServer } from './build.ts'
import { publishing, REPORTS } from './policy-domain.ts'

const GOOD = realServer(modernModel('ecdsa'))

/** What is remarked on a domain that publishes nothing to protect its mail and has no server at all. */
const UNPROTECTED = ['mta-sts-missing', 'protection-none', 'tls-rpt-missing']

/** secp192r1, of less than 112 bits of security (RFC 8422 section 5.1.1 deprecates it). */
const P192 = 0x0013

/** Two hosts of one name: an address at which a good server listens, and one at which something else does, or nothing. */
function twoAddresses(name: string, good: string, other: string, server: LabHost['server']): readonly LabHost[] {
  return [
    { name, addresses: [good], server: GOOD },
    { name, addresses: [other], server },
  ]
}

/** A domain with a good server whose MX records lead elsewhere. */
function routed(
  name: string,
  teaches: string,
  routes: Pick<LabDomain, 'mx'> & Partial<LabDomain>,
  expects: readonly string[],
): LabDomain {
  return { domain: `${name}.lab`, teaches, hosts: [], ...routes, expects: expects.toSorted() }
}

/** Domains with mistakes that are seldom made. Each is alone, so that what it leads to can be seen. */
export const SELDOM_DOMAINS: readonly LabDomain[] = [
  routed('unregistered', 'does not exist: a name that somebody mistyped', { mx: [], dns: { absent: true } }, [
    'mx-none',
  ]),
  routed('no-mail', 'has neither an MX record nor an address: nothing takes its mail', { mx: [] }, ['mx-none']),
  routed(
    'null-mx-too',
    'says in one record that it takes no mail, and in another where to',
    {
      mx: [
        { preference: 0, exchange: '.' },
        { preference: 10, exchange: 'mx1.null-mx-too.lab' },
      ],
      hosts: [{ name: 'mx1.null-mx-too.lab', addresses: ['203.0.113.215'], server: GOOD }],
    },
    [...UNPROTECTED, 'dane-missing', 'mx-no-ipv6', 'mx-null-with-others', 'mx-single-address'],
  ),
  routed(
    'mx-servfail',
    'its name servers fail when they are asked where mail goes to',
    {
      mx: [{ preference: 10, exchange: 'mx1.mx-servfail.lab' }],
      hosts: [{ name: 'mx1.mx-servfail.lab', addresses: ['203.0.113.216'], server: GOOD }],
      dns: { failing: [{ label: '@', type: 'MX', how: 'SERVFAIL' }] },
    },
    ['mta-sts-missing', 'mx-lookup-failed', 'tls-rpt-missing'],
  ),
  routed(
    'mx-gone',
    'its exchanger has moved, and the name in the MX record has no address any more',
    { mx: [{ preference: 10, exchange: 'mx1.mx-gone.lab' }] },
    [...UNPROTECTED, 'mx-unresolvable'],
  ),
  routed(
    'mx-address',
    'has an address in its MX record, where a name belongs',
    { mx: [{ preference: 10, exchange: '203.0.113.217' }] },
    [...UNPROTECTED, 'mx-ip-literal'],
  ),
  oneServer(
    'turned-away',
    218,
    'greets by 554: this client is not wanted',
    clearServer({ banner: '554 5.7.1 Your address is on a list' }),
    ['smtp-refused'],
  ),
  oneServer(
    'other-name',
    219,
    'calls itself by a name that nobody set',
    realServer(modernModel('ecdsa'), {}, { name: 'localhost.localdomain' }),
    ['smtp-name-mismatch'],
  ),
  {
    ...oneServer('no-ptr', 220, 'its address has no name in the reverse zone', GOOD, ['smtp-ptr-missing']),
    hosts: [{ name: 'mx1.no-ptr.lab', addresses: ['203.0.113.220'], server: GOOD, pointer: null }],
  },
  {
    ...oneServer('wrong-ptr', 221, 'its address is given a name that does not lead back to it', GOOD, [
      'smtp-ptr-mismatch',
    ]),
    hosts: [{ name: 'mx1.wrong-ptr.lab', addresses: ['203.0.113.221'], server: GOOD, pointer: 'host-221.no-mail.lab' }],
  },
  {
    ...oneServer('ipv6-down', 222, 'publishes an IPv6 address at which nobody listens', GOOD, []),
    hosts: twoAddresses('mx1.ipv6-down.lab', '203.0.113.222', '2001:db8::222', null),
    expects: [...NO_POLICIES, 'smtp-ipv6-unreachable', 'smtp-unreachable'].toSorted(),
  },
  oneServer(
    'renegotiates',
    223,
    'lets clients start handshake after handshake on one connection',
    realServer(modernModel('ecdsa', { clientRenegotiation: true })),
    ['tls-renegotiation-client'],
  ),
  oneServer(
    'version-intolerant',
    224,
    'breaks off when a client offers a version that it does not know',
    realServer(modernModel('ecdsa', { suites: { tls12: MODERN_ECDSA }, quirks: { versionIntolerant: true } })),
    ['tls-version-13-missing', 'tls-version-intolerance'],
  ),
  oneServer(
    'extension-intolerant',
    225,
    'breaks off when a client sends an extension that it does not know',
    simulatedServer(modernModel('rsa', { quirks: { dislikedExtensions: [EXTENSION.heartbeat] } })),
    ['tls-extension-intolerance'],
  ),
  oneServer(
    'sni-abort',
    226,
    'breaks off when a client says which host it wants',
    simulatedServer(modernModel('rsa', { quirks: { refusesSni: true } })),
    ['tls-sni-abort'],
  ),
  oneServer(
    'des',
    227,
    'accepts single DES, IDEA and SEED, and prefers them',
    simulatedServer(
      modernModel('rsa', {
        suites: {
          tls12: [
            ...ids('TLS_RSA_WITH_DES_CBC_SHA', 'TLS_RSA_WITH_IDEA_CBC_SHA', 'TLS_RSA_WITH_SEED_CBC_SHA'),
            ...MODERN_RSA,
          ],
        },
      }),
    ),
    [
      'cipher-des',
      'cipher-idea-seed',
      'cipher-static-rsa',
      'cipher-weak-preferred',
      'tls-version-13-missing',
      'vuln-sweet32',
    ],
  ),
  oneServer(
    'weak-curve',
    228,
    'agrees on keys with a curve of 192 bits',
    simulatedServer(modernModel('rsa', { groups12: [0x001d, 0x0017, P192] })),
    ['kex-group-weak'],
  ),
  oneServer(
    'no-san',
    229,
    'its certificate has a common name, which no client reads any more, and no other',
    realServer(modernModel('ecdsa'), { names: [], commonName: 'mx1.no-san.lab' }),
    ['cert-no-san'],
  ),
  oneServer(
    'client-certificate',
    230,
    'its certificate is one for clients',
    realServer(modernModel('ecdsa'), { eku: ['clientAuth'] }),
    ['cert-eku-missing', 'cert-untrusted'],
  ),
  oneServer(
    'no-staple',
    234,
    'its certificate promises a staple that the server does not send',
    realServer(modernModel('ecdsa'), { mustStaple: true }),
    ['cert-staple-missing'],
  ),
  {
    ...publishing(
      'dane-one-address',
      231,
      'has a key of its own at each of its two addresses, and a TLSA record for one',
      { tlsRpt: [REPORTS], tlsa: tlsaFor('mx1', tlsa(3, 1, 1), tlsa(3, 1, 1, 'next')) },
      [],
    ),
    hosts: twoAddresses('mx1.dane-one-address.lab', '203.0.113.231', '203.0.113.232', realServer(modernModel('ecdsa'))),
    expects: [
      'cert-differs-between-addresses',
      'dane-address-differs',
      'mta-sts-missing',
      'mx-no-ipv6',
      'protection-none',
    ],
  },
  oneServer(
    'no-requiretls',
    233,
    'does not know REQUIRETLS, as most servers of today',
    realServer(modernModel('ecdsa'), {}, { extensionsInTls: [] }),
    ['requiretls-not-offered'],
  ),
]
