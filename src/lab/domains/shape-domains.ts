import type { LabDomain } from '../lab-domain.ts'
import { MODERN_ECDSA, MODERN_RSA, modernModel, TLS13_SUITES } from '../tls-models.ts'
import { clearServer, NO_POLICIES, oneServer, realServer } from './build.ts'

const GOOD = modernModel('ecdsa')

/** Exchangers of `many-mx.lab`, more than are surveyed, at addresses that take turns. */
const MANY = Array.from({ length: 24 }, (_, at) => `mx${at + 1}`)
const MANY_ADDRESSES = ['203.0.113.210', '203.0.113.211', '203.0.113.212']

/** What the poorer machine of `uneven-turns.lab` knows: one suite of each version. */
const ONE_SUITE_EACH = { tls12: MODERN_ECDSA.slice(2, 3), tls13: TLS13_SUITES.slice(1, 2) }

/** Domains whose mail servers are good, and differ in how many there are and how they are named. */
export const SHAPE_DOMAINS: readonly LabDomain[] = [
  {
    domain: 'many-mx.lab',
    teaches: 'has 24 exchangers at three addresses, all with one wildcard certificate',
    mx: MANY.map((label, at) => ({ preference: 10 * (at + 1), exchange: `${label}.many-mx.lab` })),
    hosts: MANY_ADDRESSES.map((address, at) => ({
      name: `mx${at + 1}.many-mx.lab`,
      addresses: [address],
      server: realServer(GOOD, { names: ['*.many-mx.lab'] }),
    })),
    dns: {
      records: MANY.slice(MANY_ADDRESSES.length).map(
        (label, at) => `${label} A ${MANY_ADDRESSES[at % MANY_ADDRESSES.length] ?? ''}`,
      ),
    },
    expects: ['mx-no-ipv6', ...NO_POLICIES].toSorted(),
  },
  {
    ...oneServer(
      'cname-mx',
      200,
      'its MX record names an alias, which the standards forbid',
      realServer(GOOD, { names: ['mx.cname-mx.lab'] }),
      ['mx-cname'],
    ),
    mx: [{ preference: 10, exchange: 'mx.cname-mx.lab' }],
    dns: { records: ['mx CNAME mx1'] },
  },
  {
    domain: 'differs.lab',
    teaches: 'its exchanger has two addresses, and a certificate of its own at each',
    mx: [{ preference: 10, exchange: 'mx1.differs.lab' }],
    hosts: ['203.0.113.201', '203.0.113.202'].map((address) => ({
      name: 'mx1.differs.lab',
      addresses: [address],
      server: realServer(GOOD),
    })),
    expects: ['cert-differs-between-addresses', 'mx-no-ipv6', ...NO_POLICIES].toSorted(),
  },
  {
    domain: 'uneven.lab',
    teaches: 'its exchanger has two addresses, and the machine behind the second was never updated to TLS 1.3',
    mx: [{ preference: 10, exchange: 'mx1.uneven.lab' }],
    hosts: [
      { name: 'mx1.uneven.lab', addresses: ['203.0.113.243'], server: realServer(GOOD) },
      {
        name: 'mx1.uneven.lab',
        addresses: ['203.0.113.244'],
        server: realServer(modernModel('rsa', { suites: { tls12: MODERN_RSA } }), { key: 'rsa-2048' }),
      },
    ],
    expects: ['mx-inconsistent', 'mx-no-ipv6', 'tls-version-13-missing', ...NO_POLICIES].toSorted(),
  },
  oneServer(
    'uneven-turns',
    245,
    'two machines take turns behind its one address, and one of them knows a single suite of each version',
    {
      ...realServer(modernModel('ecdsa', { suites: ONE_SUITE_EACH })),
      turns: realServer(modernModel('ecdsa', { preference: 'client' })),
    },
    ['mx-inconsistent'],
  ),
  oneServer(
    'mixed',
    203,
    'two machines take turns behind its one address, each with a certificate of its own',
    { ...realServer(GOOD), turns: realServer(GOOD) },
    [],
  ),
  oneServer(
    'xn--bcher-kva',
    204,
    'is called bücher.lab by people and xn--bcher-kva.lab by the DNS',
    realServer(GOOD),
    [],
  ),
  oneServer(
    'requiretls',
    205,
    'announces REQUIRETLS in clear already, where anybody may have written it',
    realServer(GOOD, {}, { extensions: ['REQUIRETLS'] }),
    ['smtp-requiretls-in-clear'],
  ),
  oneServer(
    'open-relay',
    206,
    'takes mail from anybody for anybody, which is found only where somebody wants it tried',
    realServer(GOOD, {}, { relays: true }),
    ['smtp-open-relay'],
  ),
  oneServer(
    'intermittent',
    207,
    'two machines take turns behind its one address, and one of them offers no STARTTLS',
    { ...realServer(GOOD), turns: clearServer({ starttlsKeyword: null }) },
    ['starttls-intermittent'],
  ),
]
