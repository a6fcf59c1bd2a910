import { describe, expect, test } from 'vitest'
import { suiteByName } from './find-suite.ts'
import { hashBelow } from './signature-scheme.ts'
import { SIGNATURE_SCHEMES } from './signature-schemes.ts'
import { isBrokenScheme, signingSchemesOf } from './signing-schemes.ts'

function brokenOf(name: string): readonly string[] {
  const suite = suiteByName(name)
  if (suite === undefined) throw new Error(`no suite ${name}`)
  return signingSchemesOf(suite)
    .filter(isBrokenScheme)
    .map((scheme) => scheme.name)
}

test('hashBelow: what certificates and profiles call a hash', () => {
  const names = new Map(SIGNATURE_SCHEMES.map((scheme) => [scheme.name, hashBelow(scheme)]))
  expect(
    ['rsa_pkcs1_md5', 'ecdsa_sha1', 'rsa_pss_rsae_sha256', 'ed25519', 'mldsa44'].map((name) => names.get(name)),
  ).toEqual(['md5', 'sha1', 'sha256', null, null])
})

describe('signingSchemesOf', () => {
  const cases = [
    { suite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', broken: ['rsa_pkcs1_md5', 'rsa_pkcs1_sha1'] },
    { suite: 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256', broken: ['rsa_pkcs1_md5', 'rsa_pkcs1_sha1'] },
    { suite: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', broken: ['ecdsa_md5', 'ecdsa_sha1'] },
    { suite: 'TLS_DHE_DSS_WITH_AES_128_CBC_SHA', broken: ['dsa_md5', 'dsa_sha1'] },
    { suite: 'TLS_RSA_WITH_AES_128_GCM_SHA256', broken: [] },
    { suite: 'TLS_DH_anon_WITH_AES_128_GCM_SHA256', broken: [] },
    { suite: 'TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256', broken: [] },
    { suite: 'TLS_AES_128_GCM_SHA256', broken: [] },
  ]
  test.each(cases)('$suite', ({ suite, broken }) => {
    expect(brokenOf(suite)).toEqual(broken)
  })

  test('the schemes of RSA keys have both paddings, those of elliptic curves both families', () => {
    const names = (suite: string) => signingSchemesOf(suiteByName(suite) ?? never()).map(({ signature }) => signature)
    expect(new Set(names('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'))).toEqual(new Set(['RSA', 'RSA-PSS']))
    expect(new Set(names('TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'))).toEqual(new Set(['ECDSA', 'EdDSA']))
  })

  test('nothing broken is known to TLS 1.3', () => {
    expect(SIGNATURE_SCHEMES.filter((scheme) => isBrokenScheme(scheme) && scheme.versions.includes('tls13'))).toEqual(
      [],
    )
  })
})

function never(): never {
  throw new Error('the suite is in the registry')
}
