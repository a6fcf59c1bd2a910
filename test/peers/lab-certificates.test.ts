import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import {
  type CertificateRequest,
  createAuthority,
  type IssuedCertificate,
  toPem,
} from '../../src/lab/certificate-authority.ts'
import { fixedRsaPublicKey } from '../../src/lab/fixed-rsa-keys.ts'
import { readCertificate } from '../../src/x509/certificate.ts'
import { isMissing, peerPath } from './harness/require-peer.ts'

/*
 * The lab's certificates as the `openssl` program sees them: its words for what they hold, and its verdicts. What our
 * own reader makes of them is compared with the same words.
 */

const NOW = new Date('2026-11-24T12:00:00Z')
const AT_SECONDS = String(NOW.getTime() / 1000)
const authority = createAuthority({ name: 'Peers', now: NOW })
const { root, intermediate } = authority.certificates
const names = ['mx.lab.test', '*.lab.test']

const folder = mkdtempSync(join(tmpdir(), 'wiretight-certificates-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
function file(text: string): string {
  files += 1
  const path = join(folder, `${files}.pem`)
  writeFileSync(path, text)
  return path
}

/** Runs openssl; gives what it wrote, and never fails for its verdict. */
function openssl(parameters: readonly string[], input?: string): string {
  const { stdout, stderr } = spawnSync(peerPath('openssl'), parameters, { input, encoding: 'latin1' })
  return stdout + stderr
}

const verify = ({ pem, chainDer }: Pick<IssuedCertificate, 'pem' | 'chainDer'>, ...more: readonly string[]): string => {
  const untrusted = chainDer.slice(1)
  return openssl([
    'verify',
    '-x509_strict',
    '-CAfile',
    file(root.pem),
    '-attime',
    AT_SECONDS,
    ...(untrusted.length > 0 ? ['-untrusted', file(toPem(...untrusted))] : []),
    ...more,
    file(pem),
  ])
}

describe.skipIf(isMissing('openssl'))('openssl verify', () => {
  const day = (days: number): Date => new Date(NOW.getTime() + days * 86_400_000)
  const cases: readonly {
    name: string
    request: Partial<CertificateRequest>
    more?: readonly string[]
    says: RegExp
  }[] = [
    { name: 'good', request: {}, says: /: OK\n$/ },
    { name: 'good for a mail server', request: {}, more: ['-purpose', 'sslserver'], says: /: OK\n$/ },
    { name: 'good for its name', request: {}, more: ['-verify_hostname', 'mx.lab.test'], says: /: OK\n$/ },
    { name: 'good for its wildcard', request: {}, more: ['-verify_hostname', 'a.lab.test'], says: /: OK\n$/ },
    { name: 'good for its address', request: { ips: ['::1'] }, more: ['-verify_ip', '::1'], says: /: OK\n$/ },
    { name: 'good, by the root', request: { issuer: 'root' }, says: /: OK\n$/ },
    { name: 'good, P-384', request: { key: 'ec-p384' }, says: /: OK\n$/ },
    { name: 'good, Ed25519', request: { key: 'ed25519' }, says: /: OK\n$/ },
    { name: 'good, RSA', request: { key: 'rsa-2048' }, says: /: OK\n$/ },
    { name: 'good, fixed RSA', request: { key: { publicKeySpkiDer: fixedRsaPublicKey(2048) } }, says: /: OK\n$/ },
    { name: 'good, must staple', request: { mustStaple: true }, says: /: OK\n$/ },
    {
      name: 'another name',
      request: {},
      more: ['-verify_hostname', 'mx.other.test'],
      says: /error 62 .*ostname mismatch/,
    },
    { name: 'expired', request: { notBefore: day(-90), notAfter: day(-1) }, says: /error 10 at 0 .*has expired/ },
    { name: 'not yet valid', request: { notBefore: day(1) }, says: /error 9 at 0 .*not yet valid/ },
    { name: 'self-signed', request: { selfSigned: true }, says: /error 18 at 0 .*self-signed/ },
    { name: 'untrusted', request: { issuer: 'untrusted' }, says: /error 20 at 0 .*unable to get local issuer/ },
    {
      name: 'another purpose',
      request: { eku: ['clientAuth'] },
      more: ['-purpose', 'sslserver'],
      says: /error 26 at 0 .*purpose/,
    },
    {
      name: 'a small key',
      request: { key: 'rsa-1024' },
      more: ['-auth_level', '2'],
      says: /error 66 at 0 .*key too weak/,
    },
    {
      name: 'a weak signature',
      request: { signatureHash: 'sha1' },
      more: ['-auth_level', '2'],
      says: /error 68 at 0 .*digest algorithm too weak/,
    },
  ]
  test.each(cases)('$name', async ({ request, more = [], says }) => {
    expect(verify(await authority.issue({ names, ...request }), ...more)).toMatch(says)
  })

  test('incomplete', async () => {
    const { pem, der } = await authority.issue({ names })
    expect(verify({ pem, chainDer: [der] })).toMatch(/error 20 at 0 .*unable to get local issuer/)
  })

  test('the authority’s own certificates', () => {
    expect(verify({ pem: intermediate.pem, chainDer: [intermediate.der] })).toMatch(/: OK\n$/)
    expect(verify({ pem: root.pem, chainDer: [root.der] })).toMatch(/: OK\n$/)
  })
})

describe.skipIf(isMissing('openssl'))('openssl x509 -text', () => {
  // Releases differ in white space: `CN = x` until 3.1, `CN=x` since.
  const text = (pem: string): string =>
    openssl(['x509', '-noout', '-text'], pem).replace(/\s+/g, ' ').replaceAll(' = ', '=')

  test('a server’s certificate', async () => {
    const issued = await authority.issue({
      names,
      ips: ['192.0.2.1', '2001:db8::1'],
      mustStaple: true,
      serial: Uint8Array.of(1, 2, 3),
      authorityInfoAccess: { ocsp: 'http://ocsp.lab.test/', caIssuers: 'http://ca.lab.test/ca.der' },
    })
    const said = text(issued.pem)
    for (const part of [
      'Version: 3 (0x2) Serial Number: 66051 (0x10203) Signature Algorithm: ecdsa-with-SHA256',
      'Issuer: O=wiretight lab, CN=Peers Intermediate',
      'Not Before: Nov 23 12:00:00 2026 GMT Not After : Feb 22 12:00:00 2027 GMT',
      'Subject: CN=mx.lab.test',
      'ASN1 OID: prime256v1',
      'X509v3 Basic Constraints: critical CA:FALSE',
      'X509v3 Key Usage: critical Digital Signature X509v3',
      'X509v3 Extended Key Usage: TLS Web Server Authentication X509v3',
      'DNS:mx.lab.test, DNS:*.lab.test, IP Address:192.0.2.1, IP Address:2001:DB8:0:0:0:0:0:1',
      'OCSP - URI:http://ocsp.lab.test/ CA Issuers - URI:http://ca.lab.test/ca.der',
      'TLS Feature: status_request',
    ]) {
      expect(said).toContain(part)
    }
    const keyIdentifiers = [...said.matchAll(/Key Identifier: ([0-9A-F:]+)/g)].map(([, hex = '']) =>
      hex.replaceAll(':', '').toLowerCase(),
    )
    const facts = readCertificate(issued.der)
    expect(keyIdentifiers).toEqual([facts.subjectKeyIdentifier, facts.authorityKeyIdentifier])
  })

  test('authorities', () => {
    expect(text(root.pem)).toContain(
      'Basic Constraints: critical CA:TRUE X509v3 Key Usage: critical Certificate Sign, CRL Sign',
    )
    expect(text(intermediate.pem)).toContain('Basic Constraints: critical CA:TRUE, pathlen:0')
  })

  test.each([512, 1024, 2048] as const)('a fixed RSA key of %i bits', async (bits) => {
    const { pem } = await authority.issue({ names, key: { publicKeySpkiDer: fixedRsaPublicKey(bits) } })
    expect(text(pem)).toContain(`Public-Key: (${bits} bit)`)
    expect(text(pem)).toContain('Key Usage: critical Digital Signature, Key Encipherment')
  })
})

describe.skipIf(isMissing('openssl'))('fingerprints', () => {
  test('of certificate and key are OpenSSL’s', async () => {
    const { pem, der } = await authority.issue({ names })
    const facts = readCertificate(der)
    const fingerprint = openssl(['x509', '-noout', '-fingerprint', '-sha256'], pem)
    expect(fingerprint.trim().split('=')[1]?.replaceAll(':', '').toLowerCase()).toBe(facts.sha256)
    const spki = openssl([
      'pkey',
      '-pubin',
      '-outform',
      'DER',
      '-in',
      file(openssl(['x509', '-noout', '-pubkey'], pem)),
    ])
    const digest = spawnSync(peerPath('openssl'), ['dgst', '-sha256', '-r'], { input: Buffer.from(spki, 'latin1') })
    expect(String(digest.stdout).split(' ')[0]).toBe(facts.spkiSha256)
  })
})
