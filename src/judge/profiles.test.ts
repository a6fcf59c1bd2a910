import { describe, expect, test } from 'vitest'
import { chainNamed } from '../../test/chains.ts'
import { ACCEPTED, domainFacts, REFUSED, type ServerOverrides, serverFacts } from '../facts/builders.ts'
import { CIPHER_SUITES } from '../registry/cipher-suites.ts'
import { VERSION_NAMES } from '../registry/versions.ts'
import { classesOf } from './classes.ts'
import { judge } from './judge.ts'
import { CLASSES, wordOf, worstClass } from './profile.ts'
import { DEFAULT_PROFILE, PROFILES, profileByName } from './profiles.ts'
import { SEVERITIES } from './severity.ts'

const found = (overrides: ServerOverrides, profile = DEFAULT_PROFILE) => {
  const { findings } = judge(domainFacts({ servers: [serverFacts(overrides)] }), profile)
  return Object.fromEntries(findings.map(({ code, severity }) => [code, severity]))
}

describe('the same facts by three profiles', () => {
  const cases = [
    {
      name: 'CBC with SHA-1 behind ECDHE',
      given: { accept: { tls12: ['TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA'] } },
      code: 'cipher-not-recommended',
      expected: { 'guide-2026': 'low', rfc9325: 'low', 'ncsc-nl-2025': 'medium' },
    },
    {
      name: 'CBC with SHA-256 behind ECDHE',
      given: { accept: { tls12: ['TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256'] } },
      code: 'cipher-not-recommended',
      expected: { 'guide-2026': 'low', rfc9325: 'low', 'ncsc-nl-2025': 'low' },
    },
    {
      name: 'AES-CCM behind ECDHE',
      given: { accept: { tls12: ['TLS_ECDHE_ECDSA_WITH_AES_128_CCM'] } },
      code: 'cipher-not-recommended',
      expected: { 'guide-2026': 'low', rfc9325: undefined, 'ncsc-nl-2025': undefined },
    },
    {
      name: 'a certificate chain with RSA of 2048 bits',
      given: { chains: [chainNamed('rsa')] },
      code: 'cert-key-small',
      expected: { 'guide-2026': undefined, rfc9325: undefined, 'ncsc-nl-2025': 'low' },
    },
    {
      name: 'no TLS 1.3',
      given: { versions: { tls13: { state: 'refused', by: 0, how: 'alert' } } },
      code: 'tls-version-13-missing',
      expected: { 'guide-2026': 'low', rfc9325: 'low', 'ncsc-nl-2025': 'info' },
    },
    {
      name: 'a self-signed certificate',
      given: {
        chains: [chainNamed('self')],
        verification: {
          state: 'failed',
          code: 18,
          name: 'DEPTH_ZERO_SELF_SIGNED_CERT',
          text: 'self-signed',
          roots: 'mozilla',
          by: 0,
        },
      },
      code: 'cert-self-signed',
      expected: { 'guide-2026': 'medium', rfc9325: 'medium', 'ncsc-nl-2025': 'info' },
    },
    {
      name: 'TLS 1.0',
      given: { accept: { tls10: ['TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA'] } },
      code: 'tls-version-obsolete',
      expected: { 'guide-2026': 'medium', rfc9325: 'medium', 'ncsc-nl-2025': 'medium' },
    },
    {
      name: 'SSL 3.0',
      given: { accept: { ssl3: ['TLS_RSA_WITH_AES_128_CBC_SHA'] } },
      code: 'tls-version-obsolete',
      expected: { 'guide-2026': 'high', rfc9325: 'high', 'ncsc-nl-2025': 'high' },
    },
  ] as const satisfies readonly { name: string; given: ServerOverrides; code: string; expected: object }[]

  test.each(cases)('$name', ({ given, code, expected }) => {
    expect(Object.fromEntries(PROFILES.map((profile) => [profile.name, found(given, profile)[code]]))).toEqual(expected)
  })
})

describe('every profile', () => {
  test.each(PROFILES.map((profile) => ({ name: profile.name, profile })))('$name agrees with itself', ({ profile }) => {
    for (const version of VERSION_NAMES) {
      expect(profile.classify({ kind: 'version', version })).toBe(profile.versions[version])
      expect(Object.values(profile.words)).toContain(wordOf(profile, { kind: 'version', version }))
    }
    for (const suite of CIPHER_SUITES) {
      const filed = profile.classify({ kind: 'suite', suite })
      const isListed = profile.recommendedSuites.includes(suite.name)
      expect(isListed, suite.name).toBe(filed === 'recommended' || filed === 'acceptable')
    }
    expect(profileByName(profile.name)).toBe(profile)
    expect(new Set(Object.values(profile.words)).size).toBe(CLASSES.length)
    for (const severity of Object.values(profile.severities)) expect(SEVERITIES).toContain(severity)
  })

  test('refuses what all sources refuse', () => {
    const banned = [
      'TLS_RSA_WITH_RC4_128_SHA',
      'TLS_RSA_WITH_NULL_SHA',
      'TLS_RSA_EXPORT_WITH_RC4_40_MD5',
      'TLS_DH_anon_WITH_AES_128_CBC_SHA',
    ]
    for (const profile of PROFILES) {
      for (const suite of CIPHER_SUITES.filter(({ name }) => banned.includes(name))) {
        expect(profile.classify({ kind: 'suite', suite })).toBe('prohibited')
      }
    }
  })
})

describe('classesOf', () => {
  test('files what was accepted and leaves out what is open', () => {
    const server = serverFacts({
      accept: { tls12: ['TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256', 'TLS_RSA_WITH_AES_128_CBC_SHA'] },
      chains: [chainNamed('good')],
      signatures: [
        { ...ACCEPTED, version: 'tls12', id: '0x0203', name: 'ecdsa_sha1', hash: 'sha1' },
        { ...ACCEPTED, version: 'tls12', id: '0x0303', name: 'ecdsa_sha224', hash: 'sha224' },
        { ...ACCEPTED, version: 'tls12', id: '0x0403', name: 'ecdsa_secp256r1_sha256', hash: 'sha256' },
        { ...ACCEPTED, version: 'tls12', id: '0x0808', name: 'ed448', hash: null },
        { ...REFUSED, version: 'tls12', id: '0x0103', name: 'ecdsa_md5', hash: 'md5' },
      ],
      features: { compression: { state: 'unknown', why: 'timeout' } },
    })
    const rows = classesOf(server, profileByName('ncsc-nl-2025') ?? DEFAULT_PROFILE)
    const bySubject = Object.fromEntries(
      rows.map(({ subject, classes }) => [
        subject,
        Object.fromEntries(classes.map(({ word, names }) => [word, names])),
      ]),
    )
    expect(bySubject['versions']).toEqual({ good: ['TLS 1.3'], sufficient: ['TLS 1.2'] })
    expect(bySubject['suites']?.['phase out']).toEqual(['TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256'])
    expect(bySubject['suites']?.['insufficient']).toEqual(['TLS_RSA_WITH_AES_128_CBC_SHA'])
    expect(bySubject['keys']).toEqual({ good: ['secp256r1'] })
    expect(bySubject['hashes']).toEqual({ good: ['sha256'] })
    expect(bySubject['signatures']).toEqual({
      good: ['ecdsa_secp256r1_sha256'],
      'phase out': ['ecdsa_sha224'],
      insufficient: ['ecdsa_sha1'],
    })
    expect(bySubject['features']?.['good']).not.toContain('no compression')
  })
})

test('worstClass', () => {
  expect(worstClass(['recommended', 'deprecated', 'acceptable'])).toBe('deprecated')
  expect(worstClass([])).toBeNull()
})
