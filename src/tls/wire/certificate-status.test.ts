import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectCalmOnNoise, expectWholeOnly, hex } from '../../../test/support/reader-properties.ts'
import { attemptSync } from '../../base/failure.ts'
import { readCertificateStatus, writeCertificateStatus } from './certificate-status.ts'

describe('readCertificateStatus', () => {
  const good = [
    { name: 'a response', body: '01 000003 300100', response: hex('300100') },
    { name: 'a response of no octets', body: '01 000000', response: null },
    { name: 'a list of responses', body: '02 000006 000003 300100', response: null },
    { name: 'a type that nobody defined', body: 'ff', response: null },
    { name: 'nothing', body: '', response: null },
  ]
  test.each(good)('$name', ({ body, response }) => {
    expect(readCertificateStatus(hex(body))).toEqual(response)
  })

  const malformed = [
    { name: 'a type alone', body: '01', offset: 1 },
    { name: 'a response beyond the end', body: '01 000004 300100', offset: 4 },
    { name: 'a trailing byte', body: '01 000003 300100 00', offset: 7 },
  ]
  test.each(malformed)('refuses: $name', ({ body, offset }) => {
    const result = attemptSync(() => readCertificateStatus(hex(body)))
    expect(result).toEqual({ ok: false, failure: { code: 'wire-malformed', structure: 'CertificateStatus', offset } })
  })

  test('takes nothing but whole messages', () => {
    const body = hex('01 000003 300100')
    expectWholeOnly(readCertificateStatus, body, [0])
    expectCalmOnNoise(readCertificateStatus, body)
  })

  test('reads whatever the writer writes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 5_000 }), (response) => {
        expect(readCertificateStatus(writeCertificateStatus(response))).toEqual(response)
      }),
    )
  })
})
