import { generateKeyPairSync, sign } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toHex } from '../base/hex.ts'
import { readCertificate } from './certificate.ts'
import * as writer from './certificate-writer.ts'
import { KEY_USAGES } from './object-identifiers.ts'

const pair = generateKeyPairSync('ed25519')
const spki = Uint8Array.from(pair.publicKey.export({ type: 'spki', format: 'der' }))
const ED25519 = '1.3.101.112'

/** A self-signed certificate of the given parts. */
function write(parts: Partial<writer.CertificateTemplate>): Uint8Array {
  const name = writer.writeName(['CN', 'writer'])
  const template: writer.CertificateTemplate = {
    serial: Uint8Array.of(1),
    signatureAlgorithm: writer.writeAlgorithm(ED25519, 'absent'),
    issuer: name,
    notBefore: new Date('2026-01-01'),
    notAfter: new Date('2027-01-01'),
    subject: name,
    spki,
    extensions: [],
    ...parts,
  }
  return writer.writeCertificate(template, (tbs) => sign(null, tbs, pair.privateKey))
}

describe('writeCertificate', () => {
  test('writes what the reader reads, extension by extension', () => {
    const facts = readCertificate(
      write({
        serial: Uint8Array.of(0xff, 1),
        subject: writer.writeName(['C', 'NL'], ['O', 'Bücher'], ['1.2.3.4', 'x'], ['CN', 'mx']),
        notBefore: new Date('1999-12-31T23:59:58Z'),
        notAfter: new Date('2050-01-01T00:00:00Z'),
        extensions: [
          writer.writeBasicConstraints(true, 3),
          writer.writeKeyUsage('keyCertSign', 'cRLSign', 'decipherOnly'),
          writer.writeExtendedKeyUsage('serverAuth', '1.2.3.4'),
          writer.writeSubjectAltName(['mx.example.org', '*.example.org'], ['192.0.2.1', '2001:db8::1']),
          writer.writeSubjectKeyIdentifier(Uint8Array.of(1, 2)),
          writer.writeAuthorityKeyIdentifier(Uint8Array.of(3, 4)),
          writer.writeMustStaple(),
          writer.writeAuthorityInfoAccess({ ocsp: 'http://o/', caIssuers: 'http://c/' }),
          writer.writeExtension('1.2.3.5', true, Uint8Array.of(5, 0)),
        ],
      }),
    )
    expect(facts).toMatchObject({
      version: 3,
      serial: '00ff01',
      subject: { text: 'C=NL, O=B\\xc3\\xbccher, 1.2.3.4=x, CN=mx', commonName: 'mx' },
      issuer: { text: 'CN=writer' },
      notBefore: '1999-12-31T23:59:58Z',
      notAfter: '2050-01-01T00:00:00Z',
      key: { algorithm: 'ed25519' },
      signature: { name: 'ed25519' },
      isCa: true,
      pathLength: 3,
      keyUsage: ['keyCertSign', 'cRLSign', 'decipherOnly'],
      extendedKeyUsage: ['serverAuth', '1.2.3.4'],
      dnsNames: ['mx.example.org', '*.example.org'],
      ipAddresses: ['192.0.2.1', '2001:db8::1'],
      subjectKeyIdentifier: '0102',
      authorityKeyIdentifier: '0304',
      mustStaple: true,
      ocspUrls: ['http://o/'],
      caIssuerUrls: ['http://c/'],
      unknownCritical: ['1.2.3.5'],
      malformedExtensions: [],
      selfSigned: false,
    })
  })

  test('writes a certificate without extensions, and one that is self-signed', () => {
    expect(readCertificate(write({}))).toMatchObject({ selfSigned: true, isCa: false, keyUsage: null, nameCount: 0 })
  })

  test('writes an extension twice when it is told to, and the reader refuses it', () => {
    const twice = write({ extensions: [writer.writeMustStaple(), writer.writeMustStaple()] })
    expect(() => readCertificate(twice)).toThrow('wire-malformed')
  })

  test('any serial, names, uses and dates come back', () => {
    const dates = { min: new Date('1950-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }
    const label = fc.stringMatching(/^[a-z0-9-]{1,20}$/)
    const given = fc.record({
      serial: fc.uint8Array({ minLength: 1, maxLength: 20 }),
      names: fc.array(label, { maxLength: 40 }),
      usages: fc.uniqueArray(fc.constantFrom(...KEY_USAGES)),
      notAfter: fc.date(dates),
    })
    fc.assert(
      fc.property(given, ({ serial, names, usages, notAfter }) => {
        const extensions = [writer.writeSubjectAltName(names, []), writer.writeKeyUsage(...usages)]
        const facts = readCertificate(write({ serial, notAfter, extensions }))
        expect(BigInt(`0x${facts.serial}`)).toBe(BigInt(`0x${toHex(serial)}`))
        expect(facts.dnsNames).toEqual(names)
        expect(facts.keyUsage).toEqual(KEY_USAGES.filter((usage) => usages.includes(usage)))
        expect(facts.notAfter).toBe(notAfter.toISOString().replace(/\.\d{3}/, ''))
      }),
    )
  })
})
