import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { rootCertificates } from 'node:tls'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { attemptSync } from '../base/failure.ts'
import { type CertificateFacts, readCertificate } from './certificate.ts'
import { CERTIFICATE_NAMES, readCertificateExtensions } from './certificate-extensions.ts'
import { readCertificateFields, readExtensions } from './certificate-fields.ts'
import { contextTag, DerReader } from './der-reader.ts'
import { context, contextPrimitive, objectIdentifier, octetString, sequence } from './der-writer.ts'
import { EXTENSION } from './object-identifiers.ts'

// The vectors are described in test/vectors/x509/README.md.
const vector = (name: string) =>
  new X509Certificate(readFileSync(new URL(`../../test/vectors/x509/${name}.pem`, import.meta.url)))
const read = (name: string) => readCertificate(vector(name).raw)

describe('readCertificate', () => {
  test('a certificate with everything', () => {
    const x509 = vector('rich')
    expect(readCertificate(x509.raw)).toEqual({
      version: 3,
      subject: {
        text: 'C=NL, O=B\\xc3\\xbccher\\, Inc./ \\=\\<x\\>, CN=first, CN=mx.example.org',
        commonName: 'mx.example.org',
        organization: 'B\\xc3\\xbccher\\, Inc./ \\=\\<x\\>',
      },
      issuer: { text: 'O=Test, CN=Intermediate', commonName: 'Intermediate', organization: 'Test' },
      serial: '0123456789abcdef',
      notBefore: x509.validFromDate.toISOString().replace('.000', ''),
      notAfter: x509.validToDate.toISOString().replace('.000', ''),
      key: { algorithm: 'ec', identifier: '1.2.840.10045.2.1', bits: 256, curve: 'secp256r1' },
      signature: { identifier: '1.2.840.10045.4.3.3', name: 'ecdsa-with-SHA384', hash: 'sha384' },
      dnsNames: ['mx.example.org', '*.example.org', 'xn--bcher-kva.example'],
      ipAddresses: ['192.0.2.7', '2001:db8::7'],
      nameCount: 6,
      isCa: false,
      pathLength: null,
      keyUsage: ['digitalSignature', 'keyEncipherment'],
      extendedKeyUsage: ['serverAuth', 'clientAuth', '1.2.3.4'],
      subjectKeyIdentifier: expect.stringMatching(/^[0-9a-f]{40}$/),
      authorityKeyIdentifier: read('intermediate').subjectKeyIdentifier,
      mustStaple: true,
      sctCount: 2,
      ocspUrls: ['http://ocsp.example.org/'],
      caIssuerUrls: ['http://ca.example.org/ca.der'],
      crlUrls: ['http://crl.example.org/a.crl'],
      unknownCritical: ['1.3.6.1.4.1.99999.1'],
      malformedExtensions: [],
      selfIssued: false,
      selfSigned: false,
      sha256: x509.fingerprint256.replaceAll(':', '').toLowerCase(),
      spkiSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      sizeBytes: x509.raw.length,
    } satisfies Record<keyof CertificateFacts, unknown>)
  })

  test('a certificate with next to nothing: version 1, BMPString, beyond 2050', () => {
    expect(read('version1')).toMatchObject({
      version: 1,
      subject: { text: 'O=\\xc5\\xbb\\xc3\\xb3\\xc5\\x82w, CN=version1', commonName: 'version1' },
      notAfter: expect.stringMatching(/^2081-/),
      dnsNames: [],
      isCa: false,
      keyUsage: null,
      extendedKeyUsage: null,
      selfSigned: true,
    })
  })

  const keys = [
    { name: 'ec256', algorithm: 'ec', bits: 256, curve: 'secp256r1', signature: 'ecdsa-with-SHA1', hash: 'sha1' },
    { name: 'ec384', algorithm: 'ec', bits: 384, curve: 'secp384r1', signature: 'ecdsa-with-SHA512', hash: 'sha512' },
    {
      name: 'brainpool',
      algorithm: 'ec',
      bits: 384,
      curve: 'brainpoolP384r1',
      signature: 'ecdsa-with-SHA384',
      hash: 'sha384',
    },
    {
      name: 'explicit',
      algorithm: 'ec',
      bits: null,
      curve: 'explicit',
      signature: 'ecdsa-with-SHA256',
      hash: 'sha256',
    },
    { name: 'rsa512', algorithm: 'rsa', bits: 512, curve: null, signature: 'md5WithRSAEncryption', hash: 'md5' },
    {
      name: 'rsa2047',
      algorithm: 'rsa',
      bits: 2047,
      curve: null,
      signature: 'sha256WithRSAEncryption',
      hash: 'sha256',
    },
    { name: 'pss', algorithm: 'rsa', bits: 2048, curve: null, signature: 'rsassaPss', hash: 'sha256' },
    { name: 'psskey', algorithm: 'rsa-pss', bits: 2048, curve: null, signature: 'rsassaPss', hash: 'sha512' },
    { name: 'ed25519', algorithm: 'ed25519', bits: 256, curve: null, signature: 'ed25519', hash: null },
    { name: 'ed448', algorithm: 'ed448', bits: 456, curve: null, signature: 'ed448', hash: null },
    { name: 'dsa', algorithm: 'dsa', bits: 1024, curve: null, signature: 'dsa-with-SHA256', hash: 'sha256' },
  ]
  test.each(keys)('key and signature of $name', ({ name, algorithm, bits, curve, signature, hash }) => {
    expect(read(name)).toMatchObject({
      key: { algorithm, bits, curve },
      signature: { name: signature, hash },
      selfIssued: true,
      selfSigned: true,
    })
  })

  test('self-issued is not self-signed: the root’s name under another’s signature is neither', () => {
    expect(read('cross')).toMatchObject({ selfIssued: false, selfSigned: false })
    const damaged = Uint8Array.from(vector('root').raw)
    damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1
    expect(readCertificate(damaged)).toMatchObject({ selfIssued: true, selfSigned: false })
  })

  test('agrees with Node about every root that Node brings', () => {
    let plainNames = 0
    for (const pem of rootCertificates) {
      const x509 = new X509Certificate(pem)
      const facts = readCertificate(x509.raw)
      expect(facts).toMatchObject({
        notBefore: x509.validFromDate.toISOString().replace('.000', ''),
        notAfter: x509.validToDate.toISOString().replace('.000', ''),
        isCa: x509.ca,
        selfSigned: true,
        unknownCritical: [],
        malformedExtensions: [],
        sha256: x509.fingerprint256.replaceAll(':', '').toLowerCase(),
      })
      expect(BigInt(`0x${facts.serial}`)).toBe(BigInt(`0x${x509.serialNumber}`))
      expect(facts.key.algorithm).toBe(x509.publicKey.asymmetricKeyType)
      expect(facts.key.algorithm === 'rsa' ? facts.key.bits : undefined).toBe(
        x509.publicKey.asymmetricKeyDetails?.modulusLength,
      )
      // Where nothing has to be escaped, both write names alike.
      if (/^[\w =./()\n-]+$/.test(x509.subject)) {
        plainNames += 1
        expect(facts.subject.text).toBe(x509.subject.replaceAll('\n', ', '))
      }
    }
    expect(plainNames).toBeGreaterThan(50)
  })
})

describe('hostile certificates', () => {
  const whole = vector('rich').raw

  test('no prefix of a certificate is one', () => {
    for (let length = 0; length < whole.length; length += 1) {
      const result = attemptSync(() => readCertificate(whole.subarray(0, length)))
      expect(result).toMatchObject({ ok: false, failure: { code: 'wire-malformed', structure: 'Certificate' } })
    }
  })

  test('damage anywhere is either a coded failure or another certificate', () => {
    const names = ['rich', 'rsa512', 'ed25519', 'dsa', 'explicit', 'psskey', 'version1']
    const originals = names.map((name) => vector(name).raw)
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.constantFrom(...originals), damage, (original, changes) => {
        const damaged = Uint8Array.from(original)
        for (const [at, value] of changes) damaged[at % damaged.length] = value
        const result = attemptSync(() => readCertificate(damaged))
        expect(result.ok || result.failure.code).toBe(result.ok ? true : 'wire-malformed')
      }),
      { numRuns: 2000 },
    )
  })

  const malformed = [
    { name: 'nothing', bytes: new Uint8Array() },
    { name: 'text', bytes: new TextEncoder().encode('-----BEGIN CERTIFICATE-----') },
    { name: 'PEM instead of DER', bytes: new TextEncoder().encode(vector('rich').toString()) },
    { name: 'a byte behind it', bytes: Uint8Array.from([...whole, 0]) },
    { name: 'an empty sequence', bytes: sequence() },
    { name: 'more than 64 kB', bytes: sequence(octetString(new Uint8Array(70_000))) },
  ]
  test.each(malformed)('refuses: $name', ({ bytes }) => {
    const result = attemptSync(() => readCertificate(bytes))
    expect(result).toMatchObject({ ok: false, failure: { code: 'wire-malformed', structure: 'Certificate' } })
  })
})

describe('readCertificateExtensions', () => {
  const { extensions } = readCertificateFields(vector('rich').raw)
  const readers = Object.entries(EXTENSION).filter(([, identifier]) => extensions.has(identifier))

  test.each(readers)('a broken %s is listed, and the rest still read', (name, identifier) => {
    const value = extensions.get(identifier)?.value ?? new Uint8Array()
    const broken = new Map(extensions).set(identifier, { critical: false, value: value.subarray(0, value.length - 1) })
    const facts = readCertificateExtensions(broken)
    expect(facts.malformedExtensions).toEqual([name])
    expect(facts.nameCount).toBe(name === 'subjectAltName' ? 0 : 6)
  })

  test('a NUL in a DNS name stays visible, an address of five octets is none', () => {
    const value = sequence(
      contextPrimitive(2, new TextEncoder().encode('mx.good.org\0.evil.org')),
      contextPrimitive(7, new Uint8Array(5)),
    )
    expect(readCertificateExtensions(new Map([[EXTENSION.subjectAltName, { critical: false, value }]]))).toMatchObject({
      dnsNames: ['mx.good.org\\x00.evil.org'],
      ipAddresses: [],
      nameCount: 2,
    })
  })

  test('ten thousand names are counted, and a thousand kept', () => {
    const names = Array.from({ length: 5_000 }, () => contextPrimitive(2, new TextEncoder().encode('a.b')))
    const value = sequence(...names)
    const facts = readCertificateExtensions(new Map([[EXTENSION.subjectAltName, { critical: false, value }]]))
    expect(facts.nameCount).toBe(5_000)
    expect(facts.dnsNames).toHaveLength(CERTIFICATE_NAMES)
  })
})

test('nothing stands behind the list of extensions', () => {
  const list = sequence(sequence(objectIdentifier('1.2.3'), octetString(Uint8Array.of(5, 0))))
  const inside = (...parts: readonly Uint8Array[]) =>
    new DerReader(context(3, ...parts), 'Certificate').enter(contextTag(3, 'constructed'))
  expect([...readExtensions(inside(list)).keys()]).toEqual(['1.2.3'])
  expect(attemptSync(() => readExtensions(inside(list, list)))).toMatchObject({ failure: { code: 'wire-malformed' } })
})
