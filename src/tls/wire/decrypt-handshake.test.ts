import { createCipheriv } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { hex } from '../../../test/support/reader-properties.ts'
import { rfc8448 } from '../../../test/support/tls-vectors.ts'
import { concatBytes, toHex } from '../../base/hex.ts'
import { recordOpener } from './decrypt-handshake.ts'
import { CONTENT, RECORD_HEADER_BYTES, writeRecords } from './record.ts'

const AES_128_GCM = 0x1301

function openerOf(secret: string) {
  const opener = recordOpener(AES_128_GCM, rfc8448(secret))
  if (opener === null) throw new Error('TLS_AES_128_GCM_SHA256 is known')
  const open = (record: Uint8Array) =>
    opener.open(record.subarray(0, RECORD_HEADER_BYTES), record.subarray(RECORD_HEADER_BYTES))
  return { open }
}

// The server's key and IV of the handshake, as RFC 8448 section 3 gives them.
const key = hex('3fce516009c21727d0f2e4e86ee403bc')
const iv = '5d313eb2671276ee13000b30'

/** Seals a TLSInnerPlaintext with those keys (RFC 8446 section 5.2), by another way than the opener's. */
function seal(sequence: number, plain: Uint8Array): Uint8Array {
  const nonce = BigInt(`0x${iv}`) ^ BigInt(sequence)
  const cipher = createCipheriv('aes-128-gcm', key, hex(nonce.toString(16).padStart(24, '0')))
  const sealedLength = plain.length + 16
  const header = writeRecords(CONTENT.applicationData, 0x0303, new Uint8Array(sealedLength)).subarray(0, 5)
  cipher.setAAD(header)
  return concatBytes([header, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

describe('recordOpener', () => {
  test("opens the server's flight of RFC 8448 section 3", () => {
    const opened = openerOf('serverHandshakeTrafficSecret').open(rfc8448('serverFlightRecord'))
    expect(opened?.type).toBe(CONTENT.handshake)
    expect(opened?.content).toHaveLength(657)
    expect(toHex(opened?.content.subarray(0, 8) ?? hex(''))).toBe('080000240022000a')
  })

  test("opens the client's Finished", () => {
    const opened = openerOf('clientHandshakeTrafficSecret').open(rfc8448('clientFinishedRecord'))
    expect(opened).toEqual({
      type: CONTENT.handshake,
      content: Buffer.from('14000020a8ec436d677634ae525ac1fcebe11a039ec17694fac6e98527b642f2edd5ce61', 'hex'),
    })
  })

  test('counts records: the second of an epoch opens only behind the first', () => {
    const inOrder = openerOf('serverApplicationTrafficSecret')
    expect(inOrder.open(rfc8448('newSessionTicketRecord'))?.type).toBe(CONTENT.handshake)
    expect(inOrder.open(rfc8448('serverApplicationDataRecord'))).toEqual({
      type: CONTENT.applicationData,
      content: Buffer.from(Array.from({ length: 50 }, (_, at) => at)),
    })
    expect(openerOf('serverApplicationTrafficSecret').open(rfc8448('serverApplicationDataRecord'))).toBeNull()
  })

  test('opens more records than one byte counts', () => {
    const { open } = openerOf('serverHandshakeTrafficSecret')
    for (let sequence = 0; sequence < 600; sequence += 1) {
      const opened = open(seal(sequence, Uint8Array.of(sequence & 0xff, CONTENT.handshake)))
      expect(opened?.content[0], `record ${sequence}`).toBe(sequence & 0xff)
    }
  })

  const paddings = [
    { name: 'without padding', plain: '0a0b 16', opened: { type: 22, content: '0a0b' } },
    { name: 'zeros behind the type', plain: '0a0b 16 000000', opened: { type: 22, content: '0a0b' } },
    { name: 'content that ends in zeros', plain: '0a00 00 17', opened: { type: 23, content: '0a0000' } },
    { name: 'no content', plain: '15', opened: { type: 21, content: '' } },
  ]
  test.each(paddings)('$name', ({ plain, opened }) => {
    const record = seal(0, hex(plain))
    expect(openerOf('serverHandshakeTrafficSecret').open(record)).toEqual({
      type: opened.type,
      content: Buffer.from(opened.content, 'hex'),
    })
  })

  test('nothing but padding has no type (RFC 8446 section 5.4)', () => {
    expect(openerOf('serverHandshakeTrafficSecret').open(seal(0, hex('0000')))).toBeNull()
  })

  test('a record that does not open leaves the count as it was', () => {
    const { open } = openerOf('serverHandshakeTrafficSecret')
    const flight = rfc8448('serverFlightRecord')
    for (const at of [0, 4, RECORD_HEADER_BYTES, flight.length - 1]) {
      const changed = Uint8Array.from(flight)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(open(changed), `byte ${at} changed`).toBeNull()
    }
    for (const length of [0, 1, 15, 16, 17]) {
      expect(open(flight.subarray(0, RECORD_HEADER_BYTES + length)), `${length} bytes`).toBeNull()
    }
    expect(open(flight)?.type).toBe(CONTENT.handshake)
  })

  test('knows the suites of RFC 8446 appendix B.4 and no others', () => {
    const secret = rfc8448('serverHandshakeTrafficSecret')
    const known = [0x1300, 0x1301, 0x1302, 0x1303, 0x1304, 0x1305, 0x1306, 0xc02f].filter(
      (suite) => recordOpener(suite, secret) !== null,
    )
    expect(known).toEqual([0x1301, 0x1302, 0x1303, 0x1304, 0x1305])
  })
})
