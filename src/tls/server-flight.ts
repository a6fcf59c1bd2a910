import { type Failure, fail, ProbeError } from '../base/failure.ts'
import type { Inbox } from '../base/inbox.ts'
import { CHAIN_CERTIFICATES, FLIGHT_BYTES, RECORD_BYTES, TEXT_CHARACTERS } from '../base/limits.ts'
import { printable } from '../base/printable.ts'
import { Reader } from '../base/reader.ts'
import { suiteById } from '../registry/find-suite.ts'
import { versionOfWire } from '../registry/versions.ts'
import type { HelloOutcome, Selected } from './planner/outcome.ts'
import { readCertificateStatus } from './wire/certificate-status.ts'
import { HANDSHAKE, type HandshakeMessage, readCertificateList } from './wire/handshake.ts'
import { MessageAssembler } from './wire/message-assembler.ts'
import { ALERT, ALERT_LEVEL, CONTENT, RECORD_HEADER_BYTES, readRecordHeader } from './wire/record.ts'
import { readServerHello, selectedGroup } from './wire/server-hello.ts'
import { type KeyExchangeKind, readServerKeyExchange } from './wire/server-key-exchange.ts'
import { readSsl2ServerHello, ssl2MessageLength } from './wire/ssl2.ts'

/** Answers with an alert of level warning that are passed over before the hello; more of them are no handshake. */
const WARNINGS = 8

/**
 * Reads a server's first flight: to ServerHelloDone in TLS 1.2 and older, to the ServerHello or HelloRetryRequest in TLS
 * 1.3, or to whatever ends it. Once the ServerHello is read its proof stands, however the rest breaks off.
 *
 * Never throws for what a server does, only `cancelled`.
 */
export async function readServerFlight(inbox: Inbox): Promise<HelloOutcome> {
  let selected: Selected | null = null
  const assembler = new MessageAssembler()
  const start = inbox.receivedBytes
  try {
    for (let warnings = 0; warnings < WARNINGS; ) {
      if (inbox.receivedBytes - start > FLIGHT_BYTES)
        fail({ code: 'stream-too-long', during: 'tls', limitBytes: FLIGHT_BYTES })
      const record = await readRecord(inbox)
      if (record.type === CONTENT.alert) {
        const alert = readAlert(record.fragment)
        if (alert.level === ALERT_LEVEL.warning && alert.description !== ALERT.closeNotify) {
          warnings += 1
          continue
        }
        return selected ?? (alert.description === ALERT.closeNotify ? { kind: 'closed' } : { kind: 'alert', ...alert })
      }
      if (record.type !== CONTENT.handshake) {
        return selected ?? unexpected('record', record.type)
      }
      for (const message of assembler.add(record.fragment)) {
        selected = addMessage(selected, message)
        if (isLast(selected, message)) return selected
      }
    }
    return selected ?? unexpected('alert', ALERT_LEVEL.warning)
  } catch (error) {
    const outcome = outcomeOfError(error)
    return selected ?? outcome
  }
}

/** Reads the answer to an SSL 2.0 CLIENT-HELLO: a SERVER-HELLO, an alert of a later protocol, or an end. */
export async function readSsl2Flight(inbox: Inbox): Promise<HelloOutcome> {
  try {
    const header = await inbox.exactly(2)
    const length = ssl2MessageLength(header)
    if (length !== null) {
      const { cipherKinds, certificate } = readSsl2ServerHello(await inbox.exactly(length))
      return { kind: 'ssl2', cipherKinds, certificate }
    }
    if (header[0] !== CONTENT.alert) return { kind: 'closed' }
    const rest = await inbox.exactly(RECORD_HEADER_BYTES)
    return { kind: 'alert', level: rest[3] ?? 0, description: rest[4] ?? 0 }
  } catch (error) {
    const outcome = outcomeOfError(error)
    return outcome.kind === 'inconclusive' && outcome.failure.code === 'wire-malformed' ? { kind: 'closed' } : outcome
  }
}

/** Reads one record. @throws ProbeError as {@link Inbox} does, `tls-not-tls`, `wire-malformed` */
export async function readRecord(inbox: Inbox): Promise<{ readonly type: number; readonly fragment: Uint8Array }> {
  const bytes = await inbox.exactly(RECORD_HEADER_BYTES)
  const header = readRecordHeader(bytes)
  if (header === null) {
    const text = printable(Buffer.concat([bytes, inbox.peek()]), Math.min(TEXT_CHARACTERS, 200))
    throw new ProbeError({ code: 'tls-not-tls', text })
  }
  if (header.length > RECORD_BYTES || (header.length === 0 && header.type === CONTENT.handshake)) {
    throw new ProbeError({ code: 'wire-malformed', structure: 'TLSPlaintext.length', offset: 3 })
  }
  return { type: header.type, fragment: await inbox.exactly(header.length) }
}

function readAlert(fragment: Uint8Array): { readonly level: number; readonly description: number } {
  const reader = new Reader(fragment, 'Alert')
  return { level: reader.uint(1), description: reader.uint(1) }
}

function addMessage(selected: Selected | null, message: HandshakeMessage): Selected {
  if (selected === null) {
    if (message.type === HANDSHAKE.serverHello) return chosenBy(message.body)
    return fail({ code: 'wire-malformed', structure: 'ServerHello', offset: 0 })
  }
  switch (message.type) {
    case HANDSHAKE.certificate:
      return { ...selected, certificates: readCertificateList(message.body, CHAIN_CERTIFICATES) }
    case HANDSHAKE.certificateStatus:
      return { ...selected, ocspStaple: readCertificateStatus(message.body) }
    case HANDSHAKE.serverKeyExchange:
      return addKeyExchange(selected, message.body)
    default:
      return selected
  }
}

function chosenBy(body: Uint8Array): Selected {
  const hello = readServerHello(body)
  const version = versionOfWire(hello.version)
  if (version === undefined || version === 'ssl2') {
    return fail({ code: 'wire-malformed', structure: 'ServerHello.version', offset: 0 })
  }
  return {
    kind: 'selected',
    version,
    suite: hello.cipherSuite,
    group: version === 'tls13' ? (selectedGroup(hello) ?? null) : null,
    compression: hello.compressionMethod !== 0,
    extensions: hello.extensions.map(({ type }) => type),
    dh: null,
    signatureScheme: null,
    certificates: [],
    ocspStaple: null,
    retry: hello.isRetry,
    sessionId: hello.sessionId,
  }
}

function addKeyExchange(selected: Selected, body: Uint8Array): Selected {
  const suite = suiteById(selected.suite)
  const kind = suite && keyExchangeKind(suite.keyExchange, suite.export)
  if (suite === undefined || kind === undefined) return selected
  const signed = suite.authentication !== 'anon' && suite.authentication !== 'NULL'
  const { parameters, signatureScheme } = readServerKeyExchange(body, kind, signed, selected.version === 'tls12')
  return {
    ...selected,
    signatureScheme,
    group: parameters.kind === 'ecdh' ? parameters.group : selected.group,
    dh: parameters.kind === 'dh' ? { prime: parameters.prime, generator: parameters.generator } : null,
  }
}

function keyExchangeKind(keyExchange: string, isExport: boolean): KeyExchangeKind | undefined {
  if (keyExchange === 'DHE') return 'dh'
  if (keyExchange === 'ECDHE') return 'ecdh'
  return keyExchange === 'RSA' && isExport ? 'rsa' : undefined
}

function isLast(selected: Selected, message: HandshakeMessage): boolean {
  return selected.version === 'tls13' || message.type === HANDSHAKE.serverHelloDone
}

function unexpected(what: string, type: number): HelloOutcome {
  return {
    kind: 'inconclusive',
    why: 'contradictory',
    failure: { code: 'wire-malformed', structure: what, offset: type },
  }
}

function outcomeOfError(error: unknown): HelloOutcome {
  if (!(error instanceof ProbeError)) throw error
  const failure: Failure = error.failure
  switch (failure.code) {
    case 'stream-closed':
      return { kind: 'closed' }
    case 'stream-reset':
      return { kind: 'reset' }
    case 'cancelled':
      throw error
    case 'stream-timeout':
      return { kind: 'inconclusive', why: 'timeout', failure }
    default:
      return { kind: 'inconclusive', why: 'contradictory', failure }
  }
}
