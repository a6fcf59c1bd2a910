import { concatBytes } from '../../base/hex.ts'
import { type RecordOpener, recordOpener } from './decrypt-handshake.ts'
import { HANDSHAKE_HEADER_BYTES, type HandshakeMessage, handshakeName } from './handshake.ts'
import { MessageAssembler } from './message-assembler.ts'
import { CONTENT, RECORD_HEADER_BYTES, readRecordHeader } from './record.ts'

/** A record of a conversation with its time. */
export interface TimedRecord {
  readonly from: 'client' | 'server'
  readonly type: number
  readonly header: Uint8Array
  readonly fragment: Uint8Array
  readonly milliseconds: number
}

/** A handshake message of a conversation; `message` is null where it stayed encrypted. */
export interface TimedMessage {
  readonly from: 'client' | 'server'
  readonly name: string
  readonly bytes: number
  readonly milliseconds: number
  readonly message: HandshakeMessage | null
}

/** Pieces of one direction, as they came. */
export interface TimedBytes {
  readonly from: 'client' | 'server'
  readonly bytes: Uint8Array
  readonly milliseconds: number
}

/** Cuts a recorded conversation into records, in the order in which their last byte came. Stops at what is not TLS. */
export function recordsOf(chunks: readonly TimedBytes[]): readonly TimedRecord[] {
  const left = { client: new Uint8Array(0) as Uint8Array, server: new Uint8Array(0) as Uint8Array }
  const records: TimedRecord[] = []
  for (const { from, bytes, milliseconds } of chunks) {
    let rest = concatBytes([left[from], bytes])
    for (let header = readRecordHeader(rest); header !== null; header = readRecordHeader(rest)) {
      const end = RECORD_HEADER_BYTES + header.length
      if (rest.length < end) break
      const fragment = rest.subarray(RECORD_HEADER_BYTES, end)
      records.push({ from, type: header.type, header: rest.subarray(0, RECORD_HEADER_BYTES), fragment, milliseconds })
      rest = rest.subarray(end)
    }
    left[from] = rest
  }
  return records
}

/** Handshake secrets of a TLS 1.3 connection of our own, from the key log of our own library. */
export interface HandshakeSecrets {
  readonly client: Uint8Array | null
  readonly server: Uint8Array | null
}

/**
 * The messages of a recorded handshake in order, ending with the client's Finished. What TLS 1.3 encrypts is opened with
 * the secrets; without them, and for the encrypted Finished of older versions, it appears as `EncryptedHandshake`.
 *
 * @throws ProbeError `wire-malformed` for a message that is too long
 */
export function messagesOf(
  records: readonly TimedRecord[],
  suite: number,
  secrets: HandshakeSecrets,
): readonly TimedMessage[] {
  const client = new Direction('client', suite, secrets.client)
  const server = new Direction('server', suite, secrets.server)
  return records.flatMap((record) => (record.from === 'client' ? client : server).read(record))
}

/** One direction of the conversation: clear first, then encrypted. */
class Direction {
  readonly #from: 'client' | 'server'
  readonly #opener: RecordOpener | null
  readonly #assembler = new MessageAssembler()
  #encrypted = false
  #finished = false

  constructor(from: 'client' | 'server', suite: number, secret: Uint8Array | null) {
    this.#from = from
    this.#opener = secret === null ? null : recordOpener(suite, secret)
  }

  read(record: TimedRecord): readonly TimedMessage[] {
    if (this.#finished) return []
    if (record.type === CONTENT.changeCipherSpec) {
      this.#encrypted = true
      return [this.#step('ChangeCipherSpec', record.fragment.length, record, null)]
    }
    if (record.type === CONTENT.handshake && !this.#encrypted) return this.#messages(record.fragment, record)
    if (record.type === CONTENT.handshake || record.type === CONTENT.applicationData) return this.#hidden(record)
    return []
  }

  #hidden(record: TimedRecord): readonly TimedMessage[] {
    const opened = this.#opener?.open(record.header, record.fragment)
    if (opened?.type === CONTENT.handshake) return this.#messages(opened.content, record)
    if (record.type === CONTENT.applicationData) return []
    this.#finished = true
    return [this.#step('EncryptedHandshake', record.fragment.length, record, null)]
  }

  #messages(fragment: Uint8Array, record: TimedRecord): readonly TimedMessage[] {
    return this.#assembler.add(fragment).map((message) => {
      const name = handshakeName(message.type)
      if (name === 'Finished') this.#finished = true
      return this.#step(name, message.body.length + HANDSHAKE_HEADER_BYTES, record, message)
    })
  }

  #step(name: string, bytes: number, record: TimedRecord, message: HandshakeMessage | null): TimedMessage {
    return { from: this.#from, name, bytes, milliseconds: record.milliseconds, message }
  }
}
