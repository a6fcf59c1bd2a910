import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectCalmOnNoise, expectWholeOnly, hex } from '../../../test/support/reader-properties.ts'
import { attemptSync } from '../../base/failure.ts'
import {
  HANDSHAKE,
  handshakeName,
  readCertificateList,
  readCertificateList13,
  writeCertificateList,
  writeHandshake,
} from './handshake.ts'

const LIMIT = 3

describe('handshakeName', () => {
  const names = [
    { type: 0, name: 'HelloRequest' },
    { type: 1, name: 'ClientHello' },
    { type: 2, name: 'ServerHello' },
    { type: 4, name: 'NewSessionTicket' },
    { type: 8, name: 'EncryptedExtensions' },
    { type: 11, name: 'Certificate' },
    { type: 12, name: 'ServerKeyExchange' },
    { type: 13, name: 'CertificateRequest' },
    { type: 14, name: 'ServerHelloDone' },
    { type: 15, name: 'CertificateVerify' },
    { type: 16, name: 'ClientKeyExchange' },
    { type: 20, name: 'Finished' },
    { type: 22, name: 'CertificateStatus' },
    { type: 24, name: 'KeyUpdate' },
    { type: 254, name: 'Handshake254' },
  ]
  test.each(names)('$type is $name', ({ type, name }) => {
    expect(handshakeName(type)).toBe(name)
  })

  test('the table above is complete', () => {
    const known = new Set(names.map(({ type }) => type))
    expect(Object.values(HANDSHAKE).filter((type) => !known.has(type))).toEqual([])
  })
})

describe('writeHandshake', () => {
  test('puts type and three bytes of length in front', () => {
    expect(writeHandshake(HANDSHAKE.serverHelloDone, hex(''))).toEqual(hex('0e 000000'))
    expect(writeHandshake(HANDSHAKE.certificate, new Uint8Array(70_000)).subarray(0, 4)).toEqual(hex('0b 011170'))
  })
})

describe('readCertificateList', () => {
  const good = [
    { name: 'no certificate', body: '000000', certificates: [] },
    { name: 'one', body: '000005 000002 3000', certificates: ['3000'] },
    { name: 'two, in the order sent', body: '00000b 000003 300100 000002 3000', certificates: ['300100', '3000'] },
    {
      name: 'more than are kept',
      body: '000014 000001 01 000001 02 000001 03 000001 04 000001 05',
      certificates: ['01', '02', '03'],
    },
  ]
  test.each(good)('$name', ({ body, certificates }) => {
    expect(readCertificateList(hex(body), LIMIT)).toEqual(certificates.map(hex))
  })

  const malformed = [
    { name: 'empty', body: '', structure: 'Certificate', offset: 0 },
    { name: 'a list beyond the end', body: '000006 000002 3000', structure: 'Certificate', offset: 3 },
    {
      name: 'a certificate that is cut by the list',
      body: '000004 000002 30',
      structure: 'Certificate.certificate_list',
      offset: 3,
    },
    { name: 'a trailing byte', body: '000000 00', structure: 'Certificate', offset: 3 },
    {
      name: 'a broken certificate behind those that are kept',
      body: '00000f 000001 01 000001 02 000001 03 000002',
      structure: 'Certificate.certificate_list',
      offset: 15,
    },
  ]
  test.each(malformed)('refuses: $name', ({ body, structure, offset }) => {
    const result = attemptSync(() => readCertificateList(hex(body), LIMIT))
    expect(result).toEqual({ ok: false, failure: { code: 'wire-malformed', structure, offset } })
  })

  test('takes nothing but whole messages', () => {
    const body = hex('00000b 000003 300100 000002 3000')
    const read = (bytes: Uint8Array) => readCertificateList(bytes, LIMIT)
    expectWholeOnly(read, body)
    expectCalmOnNoise(read, body)
  })

  test('reads whatever the writer writes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 2_000 }), { maxLength: 8 }), (certificates) => {
        expect(readCertificateList(writeCertificateList(certificates), 8)).toEqual(certificates)
      }),
    )
  })
})

describe('readCertificateList13', () => {
  const good = [
    { name: 'no certificate', body: '00 000000', certificates: [] },
    { name: 'one, without extensions', body: '00 000007 000002 3000 0000', certificates: ['3000'] },
    {
      name: 'two, the first with a stapled response',
      body: '00 000014 000002 3000 0005 0005 0001 01 000003 300100 0000',
      certificates: ['3000', '300100'],
    },
    {
      name: 'an answer to a request with a context',
      body: '02 aabb 000007 000002 3000 0000',
      certificates: ['3000'],
    },
    {
      name: 'more than are kept',
      body: '00 000018 000001 01 0000 000001 02 0000 000001 03 0000 000001 04 0000',
      certificates: ['01', '02', '03'],
    },
  ]
  test.each(good)('$name', ({ body, certificates }) => {
    expect(readCertificateList13(hex(body), LIMIT)).toEqual(certificates.map(hex))
  })

  const malformed = [
    { name: 'empty', body: '', structure: 'Certificate', offset: 0 },
    { name: 'a context beyond the end', body: '02 aa', structure: 'Certificate', offset: 1 },
    { name: 'a list beyond the end', body: '00 000008 000002 3000 0000', structure: 'Certificate', offset: 4 },
    {
      name: 'a TLS 1.2 list, which has no extensions',
      body: '00 000005 000002 3000',
      structure: 'Certificate.certificate_list',
      offset: 5,
    },
    { name: 'a trailing byte', body: '00 000000 00', structure: 'Certificate', offset: 4 },
  ]
  test.each(malformed)('refuses: $name', ({ body, structure, offset }) => {
    const result = attemptSync(() => readCertificateList13(hex(body), LIMIT))
    expect(result).toEqual({ ok: false, failure: { code: 'wire-malformed', structure, offset } })
  })

  test('takes nothing but whole messages', () => {
    const body = hex('02 aabb 000014 000002 3000 0005 0005 0001 01 000003 300100 0000')
    const read = (bytes: Uint8Array) => readCertificateList13(bytes, LIMIT)
    expectWholeOnly(read, body)
    expectCalmOnNoise(read, body)
  })
})
