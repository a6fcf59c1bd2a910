import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Answer } from '../../base/answer.ts'
import { ACCEPTED, BUILT_AT, domainFacts, REFUSED, type ServerOverrides, serverFacts } from '../../facts/builders.ts'
import type { ChainFact, DhFact, GroupAnswer } from '../../facts/server-facts.ts'
import { createAuthority } from '../../lab/certificate-authority.ts'
import { hashBelow } from '../../registry/signature-scheme.ts'
import { SIGNATURE_SCHEMES } from '../../registry/signature-schemes.ts'
import { familyOf } from '../codes.ts'
import { judge } from '../judge.ts'
import type { Severity } from '../severity.ts'
import { ncscNl2025 } from './ncsc-nl-2025.ts'

/*
 * The table of Internet.nl once more, by what comes of each cell: what is good or sufficient is not found, what is to be phased
 * out is found and weighs little, what is insufficient weighs at least as much as the test's failure does.
 */

/** What the profile finds in TLS and certificates of an otherwise good server. */
function found(overrides: ServerOverrides): Readonly<Record<string, Severity>> {
  const { findings } = judge(domainFacts({ servers: [serverFacts(overrides)] }), ncscNl2025)
  const isOfTls = ({ code }: { readonly code: (typeof findings)[number]['code'] }): boolean =>
    ['tls', 'cipher', 'kex', 'cert'].includes(familyOf(code))
  // Whether an authority is known, and what CAA says of it, is not of this table.
  const own = findings.filter(isOfTls).filter(({ code }) => !/^cert-(?!key|signature)/.test(code))
  return Object.fromEntries(own.map(({ code, severity }) => [code, severity]))
}

const suites12 = (...names: readonly string[]): ServerOverrides => ({ accept: { tls12: names } })
const suites13 = (...names: readonly string[]): ServerOverrides => ({ accept: { tls13: names } })

function groups(version: GroupAnswer['version'], ...names: readonly string[]): ServerOverrides {
  const isNamed = (group: GroupAnswer): boolean => group.version === version && names.includes(group.name)
  return { groups: serverFacts().groups.map((group) => (isNamed(group) ? { ...group, ...ACCEPTED } : group)) }
}

const DHE = 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384'

function prime(bits: number, knownPrime: string | null, generator = '2'): ServerOverrides {
  const fact: DhFact = { version: 'tls12', suite: DHE, bits, generator, primeSha256: '0'.repeat(64), knownPrime, by: 0 }
  return { ...suites12(DHE), dh: [fact] }
}

function signing(name: string, answer: Answer): ServerOverrides {
  const scheme = SIGNATURE_SCHEMES.find((each) => each.name === name)
  if (scheme === undefined) throw new Error(`no scheme ${name}`)
  const id = `0x${scheme.id.toString(16).padStart(4, '0')}`
  const others = serverFacts().signatures.filter((each) => each.name !== name)
  return { signatures: [{ ...answer, version: 'tls12', id, name, hash: hashBelow(scheme) }, ...others] }
}

/** The suites of TLS 1.2 in the server's order, which is its own. */
function ordered(...names: readonly string[]): ServerOverrides {
  const { suites } = serverFacts(suites12(...names))
  const tls12 = suites.tls12.map((suite) => {
    const { position: _, ...plain } = suite
    const place = names.indexOf(suite.name)
    return place >= 0 ? { ...plain, ...ACCEPTED, position: place + 1 } : { ...plain, ...REFUSED }
  })
  return { suites: { tls12 } }
}

const PHASED_OUT = { 'cipher-not-recommended': 'low' } as const

const CELLS: readonly {
  row: string
  given: string
  server: ServerOverrides
  finds: Readonly<Record<string, Severity>>
}[] = [
  { row: 'versions, good and sufficient', given: 'TLS 1.3 and 1.2', server: {}, finds: {} },
  {
    row: 'versions, insufficient',
    given: 'TLS 1.1',
    server: { versions: { tls11: ACCEPTED } },
    finds: { 'tls-version-obsolete': 'medium' },
  },
  {
    row: 'versions, insufficient',
    given: 'SSL 2.0',
    server: { versions: { ssl2: ACCEPTED } },
    finds: { 'tls-version-obsolete': 'critical' },
  },

  { row: 'suites of 1.3, sufficient', given: 'CCM', server: suites13('TLS_AES_128_CCM_SHA256'), finds: {} },
  {
    row: 'suites of 1.3, insufficient',
    given: 'CCM_8',
    server: suites13('TLS_AES_128_CCM_8_SHA256'),
    finds: { 'cipher-not-recommended': 'medium' },
  },
  {
    row: 'suites, sufficient',
    given: 'ECDHE with AES-GCM, ChaCha20 and CCM',
    server: suites12(
      'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
      'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
      'TLS_ECDHE_ECDSA_WITH_AES_256_CCM',
    ),
    finds: {},
  },
  { row: 'suites, phase out', given: 'DHE', server: prime(3072, 'ffdhe3072'), finds: PHASED_OUT },
  {
    row: 'suites, phase out',
    given: 'CBC with SHA-256',
    server: suites12('TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256'),
    finds: PHASED_OUT,
  },
  {
    row: 'suites, phase out',
    given: 'Camellia',
    server: suites12('TLS_ECDHE_RSA_WITH_CAMELLIA_128_CBC_SHA256'),
    finds: PHASED_OUT,
  },
  {
    row: 'suites, insufficient',
    given: 'CBC with SHA-1',
    server: suites12('TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'),
    finds: { 'cipher-not-recommended': 'medium' },
  },
  {
    row: 'suites, insufficient',
    given: 'static RSA',
    server: suites12('TLS_RSA_WITH_AES_128_GCM_SHA256'),
    finds: { 'cipher-static-rsa': 'medium' },
  },
  {
    row: 'suites, insufficient',
    given: 'RC4',
    server: suites12('TLS_ECDHE_RSA_WITH_RC4_128_SHA'),
    finds: { 'cipher-rc4': 'high' },
  },

  {
    row: 'order, good',
    given: 'sufficient ones first',
    server: ordered('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256'),
    finds: PHASED_OUT,
  },
  {
    row: 'order, the contrary',
    given: 'one to be phased out first',
    server: ordered('TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'),
    finds: { ...PHASED_OUT, 'cipher-weak-preferred': 'medium' },
  },
  {
    row: 'order, left to the client',
    given: 'both kinds',
    server: { ...suites12('TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256'), preference: { tls12: 'client' } },
    finds: { ...PHASED_OUT, 'cipher-no-server-preference': 'low' },
  },

  { row: 'groups, good', given: 'brainpool', server: groups('tls12', 'brainpoolP384r1', 'x448'), finds: {} },
  {
    row: 'groups, phase out',
    given: 'P-224',
    server: groups('tls12', 'secp224r1'),
    finds: { 'kex-group-weak': 'low' },
  },
  {
    row: 'groups, phase out',
    given: 'ffdhe3072 and up in TLS 1.3',
    server: groups('tls13', 'ffdhe3072', 'ffdhe4096', 'ffdhe6144', 'ffdhe8192'),
    finds: { 'kex-group-weak': 'low' },
  },
  {
    row: 'groups, insufficient',
    given: 'ffdhe2048 in TLS 1.3',
    server: groups('tls13', 'ffdhe2048', 'ffdhe3072'),
    finds: { 'kex-group-weak': 'medium' },
  },
  {
    row: 'groups, insufficient',
    given: 'others',
    server: groups('tls12', 'secp256k1'),
    finds: { 'kex-group-weak': 'medium' },
  },
  {
    row: 'primes, insufficient',
    given: 'ffdhe2048',
    server: prime(2048, 'ffdhe2048'),
    finds: { ...PHASED_OUT, 'kex-dh-small': 'medium', 'kex-dh-common-prime': 'medium' },
  },
  {
    row: 'primes, insufficient',
    given: 'an own prime of 4096 bits',
    server: prime(4096, null),
    finds: { ...PHASED_OUT, 'kex-dh-unlisted-prime': 'medium' },
  },
  {
    row: 'primes, insufficient',
    given: 'ffdhe3072 with another generator',
    server: prime(3072, 'ffdhe3072', '5'),
    finds: { ...PHASED_OUT, 'kex-dh-unlisted-prime': 'medium' },
  },
  {
    row: 'primes, insufficient',
    given: 'an own prime of 1024 bits',
    server: prime(1024, null),
    finds: { ...PHASED_OUT, 'kex-dh-small': 'medium' },
  },

  {
    row: 'hash in key exchange, phase out',
    given: 'SHA-224',
    server: signing('ecdsa_sha224', ACCEPTED),
    finds: { 'kex-sha1-signature': 'low' },
  },
  {
    row: 'hash in key exchange, insufficient',
    given: 'SHA-1',
    server: signing('ecdsa_sha1', ACCEPTED),
    finds: { 'kex-sha1-signature': 'medium' },
  },

  {
    row: 'others, the contrary',
    given: 'compression',
    server: { features: { compression: ACCEPTED } },
    finds: { 'tls-compression': 'high' },
  },
  {
    row: 'others, the contrary',
    given: 'no RFC 5746',
    server: { features: { secureRenegotiation: REFUSED } },
    finds: { 'tls-renegotiation-insecure': 'high' },
  },
  {
    row: 'others, the contrary',
    given: 'no extended master secret',
    server: { features: { extendedMasterSecret: REFUSED } },
    finds: { 'tls-extended-master-secret-missing': 'medium' },
  },
]

test.each(CELLS)('$row: $given', ({ server, finds }) => {
  expect(found(server)).toEqual(finds)
})

describe('keys', () => {
  const authority = createAuthority({ name: 'A test of tables', now: new Date(BUILT_AT) })
  const keys = [
    { name: 'RSA 3072, good', make: () => rsa(3072), finds: undefined },
    { name: 'P-256, good', make: () => curve('prime256v1'), finds: undefined },
    { name: 'brainpoolP384r1, good', make: () => curve('brainpoolP384r1'), finds: undefined },
    { name: 'RSA 2048, phase out', make: () => rsa(2048), finds: 'low' },
    { name: 'RSA 3071, phase out', make: () => rsa(3071), finds: 'low' },
    { name: 'P-224, phase out', make: () => curve('secp224r1'), finds: 'low' },
    { name: 'RSA 1024, insufficient', make: () => rsa(1024), finds: 'medium' },
    { name: 'P-192, insufficient', make: () => curve('prime192v1'), finds: 'medium' },
    { name: 'secp256k1, insufficient', make: () => curve('secp256k1'), finds: 'medium' },
  ] as const

  test.each(keys)('$name', async ({ make, finds }) => {
    const publicKeySpkiDer = make().export({ type: 'spki', format: 'der' })
    const { chainDer, keyType } = await authority.issue({ names: ['mx1.example.lab'], key: { publicKeySpkiDer } })
    const certificates = chainDer.map((certificate) => Buffer.from(certificate).toString('base64'))
    const chain: ChainFact = { version: 'tls12', keyType, certificates, by: 0 }
    expect(found({ chains: [chain] })['cert-key-small']).toBe(finds)
  })
})

const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength }).publicKey
const curve = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).publicKey
