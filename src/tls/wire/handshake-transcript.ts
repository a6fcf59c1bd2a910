import { concatBytes } from '../../base/hex.ts'
import { versionWire } from '../../registry/versions.ts'
import { type RecordOpener, recordOpener } from './decrypt-handshake.ts'
import { HANDSHAKE, HANDSHAKE_HEADER_BYTES, type HandshakeMessage, handshakeName } from './handshake.ts'
import { MessageAssembler } from './message-assembler.ts'
import { CONTENT, RECORD_HEADER_BYTES, readRecordHeader } from './record.ts'
import { readServerHello, type ServerHello } from './server-hello.ts'

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
 * The ServerHello that decides: behind a HelloRetryRequest it is the second one (RFC 8446 section 4.1.4). Null when none
 * has come whole.
 *
 * @throws ProbeError `wire-malformed`
 */
export function serverHelloOf(records: readonly TimedRecord[]): ServerHello | null {
  const assembler = new MessageAssembler()
  for (const { from, type, fragment } of records) {
    if (from !== 'server' || type !== CONTENT.handshake) continue
    for (const message of assembler.add(fragment)) {
      const hello = message.type === HANDSHAKE.serverHello ? readServerHello(message.body) : null
      if (hello !== null && !hello.isRetry) return hello
    }
  }
  return null
}

/**
 * The messages of a recorded handshake in order, ending with the Finished of each side. What TLS 1.3 encrypts is opened
 * with the secrets and left out without them; the encrypted Finished of older versions appears as `EncryptedHandshake`.
 *
 * @param hello the ServerHello that decides, see {@link serverHelloOf}
 * @throws ProbeError `wire-malformed` for a message that is too long
 */
export function messagesOf(
  records: readonly TimedRecord[],
  hello: Pick<ServerHello, 'version' | 'cipherSuite'>,
  secrets: HandshakeSecrets,
): readonly TimedMessage[] {
  const client = new Direction('client', hello, secrets.client)
  const server = new Direction('server', hello, secrets.server)
  return records.flatMap((record) => (record.from === 'client' ? client : server).read(record))
}

/** One direction of the conversation: clear first, then encrypted. */
class Direction {
  readonly #from: 'client' | 'server'
  /** In TLS 1.3 a ChangeCipherSpec is a dummy: a second hello may follow it in clear (RFC 8446 appendix D.4). */
  readonly #switches: boolean
  readonly #opener: RecordOpener | null
  readonly #assembler = new MessageAssembler()
  #encrypted = false
  #finished = false

  constructor(
    from: 'client' | 'server',
    { version, cipherSuite }: Pick<ServerHello, 'version' | 'cipherSuite'>,
    secret: Uint8Array | null,
  ) {
    this.#from = from
    this.#switches = version < versionWire('tls13')
    this.#opener = secret === null ? null : recordOpener(cipherSuite, secret)
  }

  read(record: TimedRecord): readonly TimedMessage[] {
    if (this.#finished) return []
    if (record.type === CONTENT.changeCipherSpec) {
      this.#encrypted = this.#switches
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
