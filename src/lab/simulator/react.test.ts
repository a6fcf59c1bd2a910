import { describe, expect, test } from 'vitest'
import { CONTENT } from '../../tls/wire/record.ts'
import { modernModel } from '../tls-models.ts'
import { type NextRecord, react, UNMOVED } from './react.ts'
import type { TlsModel, TlsWeakness } from './tls-model.ts'

const VERSION = 0x0303
const [UNEXPECTED_MESSAGE, BAD_RECORD_MAC, ILLEGAL_PARAMETER] = [10, 20, 47]

const record = (type: number, ...fragment: readonly number[]): NextRecord => ({
  type,
  version: VERSION,
  fragment: Uint8Array.from(fragment),
})
const CCS = record(CONTENT.changeCipherSpec, 1)
const FINISHED = record(CONTENT.handshake, ...new Uint8Array(80).fill(0x5a))
const HEARTBEAT = record(CONTENT.heartbeat, 1, 0, 16)
/** A ClientKeyExchange: header, length, and a block that {@link model} takes for decrypted already. */
const exchange = (...block: readonly number[]): NextRecord => record(CONTENT.handshake, 16, 0, 0, 4, 0, 2, ...block)
const GOOD = exchange(0, 2)
const BAD = exchange(1, 2)

const model = (...weaknesses: readonly TlsWeakness[]): TlsModel => ({
  ...modernModel('rsa'),
  weaknesses: new Set(weaknesses),
  decrypt: (ciphertext) => ciphertext,
})

/** What a server says to each of several records: an alert's number, `record` for anything else, null for silence. */
function reactions(server: TlsModel, records: readonly NextRecord[]): readonly (number | 'record' | null)[] {
  let state = UNMOVED
  return records.map((next) => {
    const reaction = react(server, state, next)
    state = reaction.state
    if (reaction.answer === null) return null
    const { bytes } = reaction.answer
    return bytes[0] === CONTENT.alert ? (bytes[6] ?? 0) : 'record'
  })
}

describe('react', () => {
  const cases: readonly {
    readonly name: string
    readonly server: TlsModel
    readonly given: readonly NextRecord[]
    readonly expected: readonly (number | 'record' | null)[]
  }[] = [
    {
      name: 'ChangeCipherSpec before any key is refused',
      server: model(),
      given: [CCS],
      expected: [UNEXPECTED_MESSAGE],
    },
    {
      name: 'a careless server takes it, and cannot decrypt what follows',
      server: model('ccsInjection'),
      given: [CCS, FINISHED],
      expected: [null, BAD_RECORD_MAC],
    },
    {
      name: 'not even a second ChangeCipherSpec, as OpenSSL before 1.0.1h',
      server: model('ccsInjection'),
      given: [CCS, CCS],
      expected: [null, BAD_RECORD_MAC],
    },
    {
      name: 'nor a heartbeat',
      server: model('ccsInjection'),
      given: [CCS, HEARTBEAT],
      expected: [null, BAD_RECORD_MAC],
    },
    {
      name: 'it comes in time behind a key exchange',
      server: model(),
      given: [GOOD, CCS, FINISHED],
      expected: [null, null, BAD_RECORD_MAC],
    },
    {
      name: 'bad padding makes no difference',
      server: model(),
      given: [BAD, CCS, FINISHED],
      expected: [null, null, BAD_RECORD_MAC],
    },
    {
      name: 'unless the server is an oracle',
      server: model('robot'),
      given: [BAD, CCS, FINISHED],
      expected: [null, null, ILLEGAL_PARAMETER],
    },
    {
      name: 'which has nothing against good padding',
      server: model('robot'),
      given: [GOOD, CCS, FINISHED],
      expected: [null, null, BAD_RECORD_MAC],
    },
    { name: 'a lying heartbeat is passed over', server: model(), given: [HEARTBEAT], expected: [null] },
    { name: 'or answered at length', server: model('heartbleed'), given: [HEARTBEAT], expected: ['record'] },
  ]
  test.each(cases)('$name', ({ server, given, expected }) => {
    expect(reactions(server, given)).toEqual(expected)
  })

  test('a heartbeat brings as much memory as it claims', () => {
    const { answer } = react(model('heartbleed'), UNMOVED, HEARTBEAT)
    const bytes = answer?.bytes ?? new Uint8Array(0)
    expect([...bytes.subarray(5, 8)]).toEqual([2, 0, 16]) // heartbeat_response and its payload_length
    expect(bytes).toHaveLength(5 + 3 + 16 + 16)
  })
})
