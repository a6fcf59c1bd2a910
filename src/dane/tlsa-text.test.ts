import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectCalmOnNoise, hex } from '../../test/support/reader-properties.ts'
import { attemptSync } from '../base/failure.ts'
import type { TlsaRecord } from '../dns/lookup.ts'
import { formatTlsa, parseTlsa, readTlsa, writeTlsa } from './tlsa-text.ts'

const RECORD: TlsaRecord = { usage: 3, selector: 1, matching: 1, data: 'ab01cd' }

const good: readonly { readonly given: string; readonly expected: TlsaRecord }[] = [
  { given: '3 1 1 ab01cd', expected: RECORD },
  { given: '  3\t1  1 AB01 CD \n', expected: RECORD },
  { given: '3 1 1 a b01c d', expected: RECORD },
  { given: 'DANE-EE SPKI SHA2-256 ab01cd', expected: RECORD },
  { given: 'dane-ta cert full ab', expected: { usage: 2, selector: 0, matching: 0, data: 'ab' } },
  { given: 'PKIX-EE 0 0 ab', expected: { usage: 1, selector: 0, matching: 0, data: 'ab' } },
  { given: '255 254 253 00', expected: { usage: 255, selector: 254, matching: 253, data: '00' } },
  { given: '_25._tcp.mx.example.org. 3600 IN TLSA 3 1 1 ab01cd', expected: RECORD },
  { given: '_25._tcp.mx IN TLSA ( 3 1 1 ab01 ; the key\n cd )', expected: RECORD },
  { given: '\\# 6 030101ab01cd', expected: RECORD },
  { given: '_25._tcp.mx TYPE52 \\# 6 0301 01ab 01cd', expected: RECORD },
]

const bad: readonly { readonly given: string; readonly at: string; readonly reason: string }[] = [
  { given: '', at: 'usage', reason: 'it is missing' },
  { given: '_25._tcp.mx. IN TLSA', at: 'usage', reason: 'it is missing' },
  { given: '3', at: 'selector', reason: 'it is missing' },
  { given: '3 1', at: 'matching type', reason: 'it is missing' },
  { given: '3 1 1', at: 'data', reason: 'it is missing' },
  { given: '3 1 1 abc', at: 'data', reason: 'an odd number of hexadecimal digits' },
  { given: '3 1 1 ab:cd', at: 'data', reason: 'expected hexadecimal digits, not "ab:cd"' },
  { given: '3 1 1 xy', at: 'data', reason: 'expected hexadecimal digits, not "xy"' },
  { given: '256 1 1 ab', at: 'usage', reason: 'expected a number up to 255, not "256"' },
  { given: '-1 1 1 ab', at: 'usage', reason: 'expected a number up to 255, not "-1"' },
  { given: '3 SPKI SPKI ab', at: 'matching type', reason: 'expected a number up to 255, not "SPKI"' },
  { given: '3 1 1e0 ab', at: 'matching type', reason: 'expected a number up to 255, not "1e0"' },
  { given: '\\# 5 030101ab01cd', at: 'length', reason: 'it says "5", and there are 6' },
  { given: '\\# 2 0301', at: 'data', reason: 'shorter than the three numbers of a TLSA record' },
  { given: '3 1 \u001b[31m ab', at: 'matching type', reason: 'expected a number up to 255, not "\\x1b[31m"' },
]

describe('parseTlsa', () => {
  test.each(good)('reads $given', ({ given, expected }) => {
    expect(parseTlsa(given)).toEqual(expected)
  })

  test.each(bad)('refuses $given: $reason', ({ given, at, reason }) => {
    expect(attemptSync(() => parseTlsa(given))).toEqual({
      ok: false,
      failure: { code: 'document-invalid', document: 'TLSA record', at, reason },
    })
  })

  test('reads what formatTlsa writes, and no prefix that ends within an octet or before the data', () => {
    const octet = fc.nat(255)
    const data = fc.uint8Array({ minLength: 1, maxLength: 70 })
    fc.assert(
      fc.property(octet, octet, octet, data, (usage, selector, matching, octets) => {
        const record = { usage, selector, matching, data: Buffer.from(octets).toString('hex') }
        const text = formatTlsa(record)
        expect(parseTlsa(text)).toEqual(record)
        const start = text.length - record.data.length
        for (let length = 0; length < text.length; length += 1) {
          const isWhole = length > start && (length - start) % 2 === 0
          expect(attemptSync(() => parseTlsa(text.slice(0, length))).ok).toBe(isWhole)
        }
      }),
      { numRuns: 40 },
    )
  })

  test('any text is a record or document-invalid', () => {
    let taken = 0
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.string().map((text) => `3 1 1 ${text}`),
          fc.string({ unit: fc.constantFrom(...'1a F'), maxLength: 12 }).map((text) => `3 1 1 ${text}`),
        ),
        (text) => {
          const result = attemptSync(() => parseTlsa(text))
          if (!result.ok) expect(result.failure.code).toBe('document-invalid')
          else {
            expect(parseTlsa(formatTlsa(result.value))).toEqual(result.value)
            taken += 1
          }
        },
      ),
    )
    expect(taken).toBeGreaterThan(0)
  })

  test('a megabyte of digits is refused, not kept', () => {
    expect(attemptSync(() => parseTlsa(`3 1 1 ${'a'.repeat(2_000_000)}`))).toMatchObject({
      ok: false,
      failure: { at: 'data', reason: 'more than 65000 octets' },
    })
    expect(parseTlsa(`3 1 1 ${'a'.repeat(130_000)}`).data).toHaveLength(130_000)
  })
})

describe('readTlsa', () => {
  test('reads what writeTlsa writes', () => {
    expect(writeTlsa(RECORD)).toEqual(hex('030101ab01cd'))
    expect(readTlsa(writeTlsa(RECORD))).toEqual(RECORD)
  })

  test('needs its three numbers', () => {
    for (const octets of ['', '03', '0301']) {
      expect(attemptSync(() => readTlsa(hex(octets)))).toMatchObject({
        ok: false,
        failure: { code: 'wire-malformed', structure: 'TLSA' },
      })
    }
    expect(readTlsa(hex('030101'))).toEqual({ ...RECORD, data: '' })
  })

  test('is calm on noise', () => expectCalmOnNoise(readTlsa, writeTlsa(RECORD)))
})
