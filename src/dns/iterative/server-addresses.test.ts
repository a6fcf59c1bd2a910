import { describe, expect, it } from 'vitest'
import { parseIpAddress } from '../../base/ip-address.ts'
import type { ResourceRecord } from '../wire/message.ts'
import { parseName } from '../wire/name.ts'
import { RR_TYPES } from '../wire/rr-type.ts'
import { ROOT_HINTS } from './root-hints.ts'
import { serverAddresses } from './server-addresses.ts'

function record(type: number, rdata: Uint8Array): ResourceRecord {
  return { owner: parseName('ns.example.'), type, class: 1, ttl: 1, rdata }
}

function address(text: string): ResourceRecord {
  return record(text.includes(':') ? RR_TYPES.AAAA : RR_TYPES.A, parseIpAddress(text) ?? new Uint8Array(0))
}

describe('serverAddresses', () => {
  it('would leave out none of the root servers', () => {
    const records = ROOT_HINTS.map(address)
    expect(serverAddresses(records, true)).toEqual(ROOT_HINTS)
  })

  it('passes over what is no address', () => {
    const records = [
      record(RR_TYPES.A, Uint8Array.of(1, 2, 3)),
      record(RR_TYPES.A, new Uint8Array(16)),
      record(RR_TYPES.AAAA, Uint8Array.of(9, 9, 9, 9)),
      record(RR_TYPES.A, new Uint8Array(0)),
      record(RR_TYPES.TXT, Uint8Array.of(3, 1, 1, 1)),
      address('9.9.9.9'),
      address('2620:fe::fe'),
    ]
    expect(serverAddresses(records, false)).toEqual(['9.9.9.9', '2620:fe::fe'])
  })

  it('leaves out what only machines nearby have, when asked to', () => {
    const records = ['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', 'fd00::1', '::ffff:10.0.0.1', '9.9.9.9']
    expect(serverAddresses(records.map(address), true)).toEqual(['9.9.9.9'])
    expect(serverAddresses(records.map(address), false)).toEqual(records)
  })
})
