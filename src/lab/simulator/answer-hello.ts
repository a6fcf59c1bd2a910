import { concatBytes } from '../../base/hex.ts'
import { Reader } from '../../base/reader.ts'
import { suiteById } from '../../registry/find-suite.ts'
import { versionWire } from '../../registry/versions.ts'
import { writeCertificateStatus } from '../../tls/wire/certificate-status.ts'
import { type ClientHello, readClientHello } from '../../tls/wire/client-hello.ts'
import { EXTENSION, type Extension, extensionData } from '../../tls/wire/extensions.ts'
import { HANDSHAKE, writeCertificateList, writeHandshake } from '../../tls/wire/handshake.ts'
import { ALERT_LEVEL, CONTENT, writeAlert, writeRecords } from '../../tls/wire/record.ts'
import { selectedGroupExtension, selectedVersionExtension, writeServerHello } from '../../tls/wire/server-hello.ts'
import { type KeyExchangeParameters, writeServerKeyExchange } from '../../tls/wire/server-key-exchange.ts'
import { readSsl2ClientHello, writeSsl2ServerHello } from '../../tls/wire/ssl2.ts'
import { type Choice, choose, offeredVersions } from './choose.ts'
import { schemeFor } from './signature-scheme.ts'
import type { TlsModel } from './tls-model.ts'

/** What goes over the wire: bytes, then maybe the end of the connection. */
export interface WireAnswer {
  readonly bytes: Uint8Array
  readonly next: 'wait' | 'close' | 'reset'
}

type Select = Extract<Choice, { kind: 'select' }>

/** Stands for signatures and public keys: nobody verifies them, because no probe finishes its handshake. */
const filler = (length: number): Uint8Array => new Uint8Array(length).fill(0x5a)

const RSA_SIGNATURE_BYTES = 256
const ECDSA_SIGNATURE_BYTES = 71
const POINT_BYTES = 65

/** Answers the body of a ClientHello handshake message with real bytes, as a server of the model would. */
export function answerHello(model: TlsModel, body: Uint8Array): WireAnswer {
  const hello = readClientHello(body)
  const choice = choose(model, hello)
  switch (choice.kind) {
    case 'choke':
      return { bytes: new Uint8Array(0), next: model.quirks.refusal === 'reset' ? 'reset' : 'close' }
    case 'alert':
      return refuse(model, hello, choice.description)
    case 'select':
      return { bytes: writeFlight(model, hello, choice), next: 'wait' }
    default:
      throw choice satisfies never
  }
}

/** Answers the body of an SSL 2.0 CLIENT-HELLO: with the common kinds, or by closing. */
export function answerSsl2Hello(model: TlsModel, body: Uint8Array): WireAnswer {
  const own = model.suites.ssl2
  if (own === undefined) return { bytes: new Uint8Array(0), next: 'close' }
  const { cipherKinds } = readSsl2ClientHello(body)
  const certificate = model.chains.rsa?.[0] ?? new Uint8Array(0)
  const common = own.filter((kind) => cipherKinds.includes(kind))
  const bytes = writeSsl2ServerHello({ version: 0x0002, certificate, cipherKinds: common, connectionId: filler(16) })
  return { bytes, next: 'wait' }
}

function refuse(model: TlsModel, hello: ClientHello, description: number): WireAnswer {
  const how = model.quirks.refusal ?? 'alert'
  if (how !== 'alert') return { bytes: new Uint8Array(0), next: how }
  const version = versionWire(offeredVersions(hello)[0] ?? 'tls12')
  return { bytes: writeAlert(Math.min(version, 0x0303), ALERT_LEVEL.fatal, description), next: 'close' }
}

function writeFlight(model: TlsModel, hello: ClientHello, choice: Select): Uint8Array {
  const wire = Math.min(versionWire(choice.version), 0x0303)
  const serverHello = writeHandshake(HANDSHAKE.serverHello, writeServerHello(serverHelloOf(model, hello, choice)))
  if (choice.version === 'tls13') return writeRecords(CONTENT.handshake, wire, serverHello)
  const messages = [serverHello, ...certificateMessages(model, hello, choice), ...keyExchange(model, hello, choice)]
  messages.push(writeHandshake(HANDSHAKE.serverHelloDone, new Uint8Array(0)))
  return writeRecords(CONTENT.handshake, wire, concatBytes(messages))
}

function serverHelloOf(model: TlsModel, hello: ClientHello, choice: Select): Parameters<typeof writeServerHello>[0] {
  const isTls13 = choice.version === 'tls13'
  const share = isTls13 ? shareFor(hello, choice.group) : undefined
  return {
    legacyVersion: isTls13 ? 0x0303 : versionWire(choice.version),
    random: filler(32),
    sessionId: isTls13 ? hello.sessionId : new Uint8Array(0),
    cipherSuite: choice.suite,
    compressionMethod: !isTls13 && model.features.has('compression') && hello.compressionMethods.includes(1) ? 1 : 0,
    extensions: isTls13
      ? [selectedVersionExtension(0x0304), selectedGroupExtension(choice.group ?? 0, share)]
      : extensionsOf(model, hello, choice),
    isRetry: isTls13 && share === undefined,
  }
}

/** A public key of the server, if the client sent a share for the group; a client without one is asked to try again. */
function shareFor(hello: ClientHello, group: number | null): Uint8Array | undefined {
  const list = extensionData(hello.extensions ?? [], EXTENSION.keyShare)
  if (list === undefined) return undefined
  const reader = new Reader(new Reader(list, 'key_share').vector(2), 'KeyShareEntry')
  while (reader.remaining > 0) {
    const offered = reader.uint(2)
    const key = reader.vector(2)
    if (offered === group) return filler(key.length)
  }
  return undefined
}

const ANSWERED: readonly (readonly [Parameters<TlsModel['features']['has']>[0], number, Uint8Array])[] = [
  ['secureRenegotiation', EXTENSION.renegotiationInfo, Uint8Array.of(0)],
  ['extendedMasterSecret', EXTENSION.extendedMasterSecret, new Uint8Array(0)],
  ['heartbeat', EXTENSION.heartbeat, Uint8Array.of(1)],
  ['sessionTicket', EXTENSION.sessionTicket, new Uint8Array(0)],
  ['signedCertificateTimestamps', EXTENSION.signedCertificateTimestamp, new Uint8Array(0)],
  ['encryptThenMac', EXTENSION.encryptThenMac, new Uint8Array(0)],
  ['ocspStaple', EXTENSION.statusRequest, new Uint8Array(0)],
  ['alpn', EXTENSION.alpn, Uint8Array.of(0, 5, 4, ...new TextEncoder().encode('smtp'))],
]

function extensionsOf(model: TlsModel, hello: ClientHello, choice: Select): readonly Extension[] {
  const isBlock = suiteById(choice.suite)?.cipher.endsWith('CBC') ?? false
  return ANSWERED.filter(
    ([feature, type]) =>
      model.features.has(feature) &&
      extensionData(hello.extensions ?? [], type) !== undefined &&
      (feature !== 'encryptThenMac' || isBlock) &&
      (feature !== 'ocspStaple' || chainFor(model, choice.suite).length > 0),
  ).map(([, type, data]) => ({ type, data }))
}

function chainFor(model: TlsModel, id: number): readonly Uint8Array[] {
  const authentication = suiteById(id)?.authentication
  if (authentication === 'ECDSA') return model.chains.ecdsa ?? []
  return authentication === 'RSA' ? (model.chains.rsa ?? []) : []
}

function certificateMessages(model: TlsModel, hello: ClientHello, choice: Select): readonly Uint8Array[] {
  const chain = chainFor(model, choice.suite)
  if (chain.length === 0) return []
  const certificate = writeHandshake(HANDSHAKE.certificate, writeCertificateList(chain))
  const staples =
    model.features.has('ocspStaple') && extensionData(hello.extensions ?? [], EXTENSION.statusRequest) !== undefined
  const status = writeHandshake(HANDSHAKE.certificateStatus, writeCertificateStatus(model.staple ?? filler(4)))
  return staples ? [certificate, status] : [certificate]
}

function keyExchange(
  model: TlsModel,
  hello: ClientHello,
  { suite: id, group, version }: Select,
): readonly Uint8Array[] {
  const suite = suiteById(id)
  const anonymous = suite?.authentication === 'anon'
  const parameters = parametersOf(model, suite?.keyExchange, anonymous, group)
  if (parameters === null) return []
  const rsa = suite?.authentication === 'RSA'
  const scheme = schemeFor(model, hello, version, id) ?? null
  const bytes = filler(rsa ? RSA_SIGNATURE_BYTES : ECDSA_SIGNATURE_BYTES)
  const body = writeServerKeyExchange(parameters, anonymous ? null : { scheme, bytes })
  return [writeHandshake(HANDSHAKE.serverKeyExchange, body)]
}

function parametersOf(
  model: TlsModel,
  keyExchange: string | undefined,
  anonymous: boolean,
  group: number | null,
): KeyExchangeParameters | null {
  if (keyExchange === 'ECDHE') return { kind: 'ecdh', group, publicKey: filler(POINT_BYTES) }
  if (keyExchange !== 'DHE') return null
  const { prime, generator } = (anonymous ? model.dh.anonymous : undefined) ?? model.dh.usual
  return { kind: 'dh', prime, generator, publicKey: filler(prime.length) }
}
