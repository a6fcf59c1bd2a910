import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { startProcessorTime } from '../../test/support/processor-time.ts'
import { attempt } from '../base/failure.ts'
import { isGzip, UNPACK_LIMITS, unpack } from './unpack.ts'

const MEGABYTE = 1_024 * 1_024
const text = Buffer.from(JSON.stringify({ policies: Array.from({ length: 200 }, (_, at) => ({ number: at * 7_919 })) }))
const packed = gzipSync(text)

describe('RFC 8460 line 6: decompression is limited', () => {
  test('a report comes out as it was', async () => {
    expect(Buffer.from(await unpack(packed, 'x'))).toEqual(text)
  })

  test('several members are one document', async () => {
    expect(Buffer.from(await unpack(Buffer.concat([packed, packed]), 'x'))).toEqual(Buffer.concat([text, text]))
  })

  test('the limits are 10 MiB and 200 to 1', () => {
    expect(UNPACK_LIMITS).toEqual({ maxBytes: 10 * MEGABYTE, maxRatio: 200 })
  })

  const bombs = [
    { name: 'a gigabyte of zeros', size: 1_024 * MEGABYTE },
    { name: '200 megabytes of zeros', size: 200 * MEGABYTE },
    { name: 'a megabyte of zeros: the ratio alone', size: MEGABYTE },
  ]
  test.each(bombs)('$name', async ({ size }) => {
    const part = gzipSync(Buffer.alloc(Math.min(size, 8 * MEGABYTE)))
    const bomb = Buffer.concat(Array.from({ length: Math.max(1, size / (8 * MEGABYTE)) }, () => part))
    const spent = startProcessorTime()
    const result = await attempt(() => unpack(bomb, 'bomb'))
    expect(result).toMatchObject({ ok: false, failure: { code: 'gzip-ratio', document: 'bomb' } })
    expect(spent()).toBeLessThan(2_000)
  })

  test('what shrinks little is limited by size', async () => {
    const noise = Buffer.from(Array.from({ length: 3 * MEGABYTE }, (_, at) => (at * at * 31) & 0xff))
    const limits = { maxBytes: 2 * MEGABYTE, maxRatio: 1e9 }
    expect(await attempt(() => unpack(gzipSync(noise), 'x', limits))).toEqual({
      ok: false,
      failure: { code: 'content-too-large', document: 'x', limitBytes: 2 * MEGABYTE },
    })
  })

  test('every truncated form is malformed', async () => {
    for (let length = 2; length < packed.length; length += 1) {
      const result = await attempt(() => unpack(packed.subarray(0, length), 'x'))
      expect(result, `${length} bytes`).toMatchObject({ ok: false, failure: { code: 'gzip-malformed' } })
    }
  })

  const malformed = [
    { name: 'no gzip', bytes: Buffer.from('{"policies":[]}') },
    { name: 'nothing', bytes: Buffer.alloc(0) },
    { name: 'a wrong checksum', bytes: Buffer.concat([packed.subarray(0, -8), Buffer.alloc(8)]) },
    { name: 'a header alone', bytes: Buffer.from([0x1f, 0x8b, 8, 0]) },
  ]
  test.each(malformed)('$name is malformed', async ({ bytes }) => {
    const result = await attempt(() => unpack(bytes, 'x'))
    expect(result).toMatchObject({ ok: false, failure: { code: 'gzip-malformed', document: 'x' } })
  })
})

test('gzip data are known by their first octets', () => {
  expect([packed, text, Buffer.alloc(0), Buffer.from([0x1f])].map(isGzip)).toEqual([true, false, false, false])
})
