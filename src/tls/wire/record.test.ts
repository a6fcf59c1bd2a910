import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hex } from '../../../test/support/reader-properties.ts'
import { concatBytes } from '../../base/hex.ts'
import { ALERTS } from '../../registry/alerts.ts'
import {
  ALERT,
  ALERT_LEVEL,
  CONTENT,
  RECORD_HEADER_BYTES,
  readRecordHeader,
  writeAlert,
  writeRecords,
} from './record.ts'

describe('readRecordHeader', () => {
  const good = [
    { name: 'ChangeCipherSpec', bytes: '14 0303 0001', header: { type: 20, version: 0x0303, length: 1 } },
    { name: 'alert in SSL 3.0', bytes: '15 0300 0002', header: { type: 21, version: 0x0300, length: 2 } },
    {
      name: 'handshake, with more behind',
      bytes: '16 0301 4000 02',
      header: { type: 22, version: 0x0301, length: 16_384 },
    },
    { name: 'application data', bytes: '17 0303 ffff', header: { type: 23, version: 0x0303, length: 65_535 } },
    { name: 'heartbeat', bytes: '18 0302 0000', header: { type: 24, version: 0x0302, length: 0 } },
    { name: 'a minor version to come', bytes: '16 03ff 0000', header: { type: 22, version: 0x03ff, length: 0 } },
  ]
  test.each(good)('$name', ({ bytes, header }) => {
    expect(readRecordHeader(hex(bytes))).toEqual(header)
  })

  const others = [
    { name: 'nothing', bytes: '' },
    { name: 'four bytes', bytes: '16 0303 00' },
    { name: 'an unknown content type below', bytes: '13 0303 0001' },
    { name: 'an unknown content type above', bytes: '19 0303 0001' },
    { name: 'a major version of 2', bytes: '16 0200 0001' },
    { name: 'a major version of 4', bytes: '16 0400 0001' },
    { name: 'an SSL 2.0 SERVER-HELLO', bytes: '80 2e 04 00 01' },
    { name: '"220 mx"', bytes: '32 32 30 20 6d 78' },
  ]
  test.each(others)('is null for $name', ({ bytes }) => {
    expect(readRecordHeader(hex(bytes))).toBeNull()
  })
})

/** Cuts written records apart again. */
function fragmentsOf(bytes: Uint8Array): readonly Uint8Array[] {
  const fragments: Uint8Array[] = []
  let rest = bytes
  for (let header = readRecordHeader(rest); header !== null; header = readRecordHeader(rest)) {
    fragments.push(rest.subarray(RECORD_HEADER_BYTES, RECORD_HEADER_BYTES + header.length))
    rest = rest.subarray(RECORD_HEADER_BYTES + header.length)
  }
  expect(rest).toHaveLength(0)
  return fragments
}

describe('writeRecords', () => {
  const sizes = [
    { bytes: 0, fragments: [0] },
    { bytes: 1, fragments: [1] },
    { bytes: 16_384, fragments: [16_384] },
    { bytes: 16_385, fragments: [16_384, 1] },
    { bytes: 40_000, fragments: [16_384, 16_384, 7_232] },
  ]
  test.each(sizes)('$bytes bytes', ({ bytes, fragments }) => {
    const written = writeRecords(CONTENT.handshake, 0x0303, new Uint8Array(bytes))
    expect(fragmentsOf(written).map(({ length }) => length)).toEqual(fragments)
  })

  test('the fragments joined are the payload', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60_000, size: 'max' }), fc.nat(255), (payload, minor) => {
        const written = writeRecords(CONTENT.applicationData, 0x0300 + minor, payload)
        expect(concatBytes(fragmentsOf(written))).toEqual(payload)
      }),
      { numRuns: 20 },
    )
  })
})

describe('writeAlert', () => {
  test('a fatal and a warning alert', () => {
    expect(writeAlert(0x0303, ALERT_LEVEL.fatal, ALERT.handshakeFailure)).toEqual(hex('15 0303 0002 02 28'))
    expect(writeAlert(0x0300, ALERT_LEVEL.warning, ALERT.closeNotify)).toEqual(hex('15 0300 0002 01 00'))
  })

  test.each(Object.entries(ALERT))('%s is number %i in the registry too', (name, code) => {
    const iana = ALERTS.find((alert) => alert.code === code)?.name.replaceAll('_', '')
    expect(iana).toBe(name.toLowerCase())
  })
})
