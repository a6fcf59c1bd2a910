import { describe, expect, test } from 'vitest'
import { OCSP_RESPONSES, ocspCertificate, ocspResponse } from '../../test/ocsp-responses.ts'
import { expectCalmOnNoise, expectWholeOnly, hex } from '../../test/support/reader-properties.ts'
import { attemptSync } from '../base/failure.ts'
import { readCertificate } from './certificate.ts'
import {
  bitString,
  context,
  contextPrimitive,
  enumerated,
  generalizedTime,
  objectIdentifier,
  octetString,
  sequence,
  time,
  unsignedInteger,
} from './der-writer.ts'
import { OCSP_RESPONSE_BYTES, readOcspResponse } from './ocsp-response.ts'

const SERIAL = '0123456789abcdef'
const REVOKED_AT = '2026-11-01T12:00:00Z'

describe('what openssl answers', () => {
  const leaf = readCertificate(ocspCertificate('leaf'))
  const cases = [
    { name: 'good', status: { kind: 'good' } },
    { name: 'unknown', status: { kind: 'unknown' } },
    { name: 'revoked', status: { kind: 'revoked', at: REVOKED_AT, reason: null } },
    { name: 'compromised', status: { kind: 'revoked', at: REVOKED_AT, reason: 'keyCompromise' } },
    { name: 'held', status: { kind: 'revoked', at: REVOKED_AT, reason: 'certificateHold' } },
  ]
  test.each(cases)('$name', ({ name, status }) => {
    const { responseStatus, basic } = readOcspResponse(ocspResponse(name))
    expect(responseStatus).toBe('successful')
    expect(basic?.responder.kind).toBe('name')
    expect(basic?.certificates.map((der) => readCertificate(der).subject.commonName)).toEqual(['ca'])
    const [single, ...more] = basic?.responses ?? []
    expect(more).toEqual([])
    expect(single).toMatchObject({ certificate: { hash: 'sha1', serial: SERIAL }, status })
    const days = (Date.parse(single?.nextUpdate ?? '') - Date.parse(single?.thisUpdate ?? '')) / 86_400_000
    expect(days).toBe(7)
    expect(basic?.producedAt).toBe(single?.thisUpdate)
    expect(leaf.serial).toBe(single?.certificate.serial)
  })

  test('a responder by the hash of its key', () => {
    const { basic } = readOcspResponse(ocspResponse('byKey'))
    // OpenSSL makes the subject key identifier from the same octets.
    const sha1 = readCertificate(ocspCertificate('ca')).subjectKeyIdentifier
    expect(basic?.responder).toEqual({ kind: 'key', sha1 })
    expect(basic?.responses[0]?.certificate.issuerKeyHash).toBe(sha1)
  })

  test('two certificates in one, one without an end, and other hashes', () => {
    const serials = (name: string) => readOcspResponse(ocspResponse(name)).basic?.responses
    expect(serials('two')?.map(({ certificate, status }) => `${certificate.serial} ${status.kind}`)).toEqual([
      '1111 revoked',
      `${SERIAL} good`,
    ])
    expect(serials('endless')?.[0]?.nextUpdate).toBeNull()
    expect(serials('sha256Id')?.[0]?.certificate.hash).toBe('sha256')
    expect(serials('highSerial')?.[0]?.certificate.serial).toBe('00f0e0d0c0b0a09080')
  })

  test('certificates may be left out, and a nonce is no critical extension', () => {
    expect(readOcspResponse(ocspResponse('bare')).basic?.certificates).toEqual([])
    expect(readOcspResponse(ocspResponse('nonce')).basic?.criticalExtensions).toEqual([])
  })

  test.each(OCSP_RESPONSES)('%s is taken whole or not at all', (name) => {
    expectWholeOnly(readOcspResponse, ocspResponse(name))
  })
})

const AT = new Date('2026-11-24T08:00:00Z')
const certId = sequence(
  sequence(objectIdentifier('1.3.14.3.2.26')),
  octetString(new Uint8Array(20)),
  octetString(new Uint8Array(20)),
  unsignedInteger(Uint8Array.of(7)),
)
const good = contextPrimitive(0, new Uint8Array(0))
const single = sequence(certId, good, generalizedTime(AT))
const byKey = context(2, octetString(new Uint8Array(20)))
const algorithm = sequence(objectIdentifier('1.2.840.10045.4.3.2'))
const CRITICAL = sequence(sequence(objectIdentifier('1.2.3'), hex('0101ff'), octetString(new Uint8Array(0))))

const data = (...responses: readonly Uint8Array[]) => sequence(byKey, generalizedTime(AT), sequence(...responses))
const basic = (of: Uint8Array, ...more: readonly Uint8Array[]) => sequence(of, algorithm, bitString(hex('00')), ...more)
const response = (content: Uint8Array, type = '1.3.6.1.5.5.7.48.1.1') =>
  sequence(enumerated(0), context(0, sequence(objectIdentifier(type), octetString(content))))

describe('errors of responders', () => {
  const cases = [
    { octets: '30030a0101', status: 'malformedRequest' },
    { octets: '30030a0102', status: 'internalError' },
    { octets: '30030a0103', status: 'tryLater' },
    { octets: '30030a0104', status: 'status 4' },
    { octets: '30030a0105', status: 'sigRequired' },
    { octets: '30030a0106', status: 'unauthorized' },
    { octets: '30030a017f', status: 'status 127' },
  ]
  test.each(cases)('$status', ({ octets, status }) => {
    expect(readOcspResponse(hex(octets))).toEqual({ responseStatus: status, basic: null })
  })
})

describe('hostile and odd', () => {
  const OUTER = 'OCSPResponse'
  const INNER = 'BasicOCSPResponse'
  const malformed = [
    { name: 'nothing', octets: new Uint8Array(0), structure: OUTER },
    { name: 'success without a response', octets: sequence(enumerated(0)), structure: OUTER },
    { name: 'a status of two octets', octets: hex('30040a020000'), structure: OUTER },
    { name: 'a status below zero', octets: hex('30030a01ff'), structure: OUTER },
    { name: 'a response of another type', octets: response(basic(data(single)), '1.2.3'), structure: OUTER },
    { name: 'more octets than anybody sends', octets: new Uint8Array(OCSP_RESPONSE_BYTES + 1), structure: OUTER },
    { name: 'an empty response', octets: response(new Uint8Array(0)), structure: INNER },
    { name: 'octets behind the response', octets: response(hex('300030')), structure: INNER },
    { name: 'version 2', octets: response(basic(sequence(context(0, hex('020101')), byKey))), structure: INNER },
    { name: 'nobody who signed', octets: response(basic(sequence(generalizedTime(AT)))), structure: INNER },
    {
      name: 'a time with two digits for the year',
      octets: response(basic(sequence(byKey, time(AT), sequence(single)))),
      structure: INNER,
    },
    {
      name: 'good with something in it',
      octets: response(basic(data(sequence(certId, contextPrimitive(0, hex('00')), generalizedTime(AT))))),
      structure: INNER,
    },
    {
      name: 'a status that does not exist',
      octets: response(basic(data(sequence(certId, contextPrimitive(3, new Uint8Array(0)), generalizedTime(AT))))),
      structure: INNER,
    },
    {
      name: 'more certificates than anybody staples for',
      octets: response(basic(data(...Array.from({ length: 101 }, () => single)))),
      structure: INNER,
    },
    { name: 'something behind the certificates', octets: response(basic(data(single), hex('0500'))), structure: INNER },
    {
      name: 'an extension twice',
      octets: response(
        basic(
          sequence(
            byKey,
            generalizedTime(AT),
            sequence(),
            context(
              1,
              sequence(
                sequence(objectIdentifier('1.2.3'), octetString(new Uint8Array(0))),
                sequence(objectIdentifier('1.2.3'), octetString(new Uint8Array(0))),
              ),
            ),
          ),
        ),
      ),
      structure: INNER,
    },
  ]
  test.each(malformed)('refuses $name', ({ octets, structure }) => {
    expect(attemptSync(() => readOcspResponse(octets))).toMatchObject({
      ok: false,
      failure: { code: 'wire-malformed', structure },
    })
  })

  test('critical extensions are listed, of the whole and of a part', () => {
    const part = sequence(certId, good, generalizedTime(AT), context(1, CRITICAL))
    const whole = sequence(byKey, generalizedTime(AT), sequence(single), context(1, CRITICAL))
    for (const octets of [basic(data(part)), basic(whole)]) {
      expect(readOcspResponse(response(octets)).basic?.criticalExtensions).toEqual(['1.2.3'])
    }
  })

  test('what has no name keeps its number', () => {
    const odd = sequence(
      sequence(sequence(objectIdentifier('1.2.3')), octetString(hex('01')), octetString(hex('02')), hex('020100')),
      context(1, generalizedTime(AT), context(0, enumerated(99))),
      generalizedTime(AT),
    )
    expect(readOcspResponse(response(basic(data(odd)))).basic?.responses[0]).toMatchObject({
      certificate: { hash: '1.2.3', serial: '00' },
      status: { kind: 'revoked', reason: 'reason 99' },
    })
  })

  test('a thousand certificates do not weigh more than ten', () => {
    const many = context(0, sequence(...Array.from({ length: 1_000 }, () => sequence(hex('0500')))))
    expect(readOcspResponse(response(basic(data(single), many))).basic?.certificates).toHaveLength(10)
  })

  test('a version that is written out is no error', () => {
    const octets = basic(sequence(context(0, hex('020100')), byKey, generalizedTime(AT), sequence(single)))
    expect(readOcspResponse(response(octets)).basic?.responses).toHaveLength(1)
  })

  test('noise is refused calmly', () => {
    expectCalmOnNoise(readOcspResponse, ocspResponse('delegatedByKey'))
    expectCalmOnNoise(readOcspResponse, ocspResponse('compromised'))
  })
})
