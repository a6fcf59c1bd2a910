import { constants } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import type { TlsVersion } from '../base/answer.ts'
import { type Attempt, attemptSync, fail, ProbeError } from '../base/failure.ts'
import { CHAIN_CERTIFICATES, TLS_MILLISECONDS } from '../base/limits.ts'
import { Reader } from '../base/reader.ts'
import { suiteById } from '../registry/find-suite.ts'
import { versionOfWire } from '../registry/versions.ts'
import { type HandshakeSecrets, keepSecrets, secured, type VerifyResult, verifyResultOf } from './secured-socket.ts'
import { type Tap, tap } from './tap.ts'
import { readCertificateStatus } from './wire/certificate-status.ts'
import { readClientHello } from './wire/client-hello.ts'
import { EXTENSION, extensionData, readExtensions } from './wire/extensions.ts'
import { HANDSHAKE, readCertificateEntries13, readCertificateList } from './wire/handshake.ts'
import { messagesOf, recordsOf, serverHelloOf, type TimedMessage } from './wire/handshake-transcript.ts'
import { selectedGroup } from './wire/server-hello.ts'
import { readServerKeyExchange } from './wire/server-key-exchange.ts'

/** Which certificates are trusted: PEM texts, and where they come from. */
export interface TrustRoots {
  readonly kind: 'mozilla' | 'system' | 'file'
  /** PEM certificates; null for the roots that Node itself brings (Mozilla's). */
  readonly pem: readonly string[] | null
}

/** Settings of a whole handshake. */
export interface HandshakeSettings {
  /** The SNI name; null for an address literal. */
  readonly host: string | null
  readonly roots: TrustRoots
  readonly maxVersion: 'TLSv1.3' | 'TLSv1.2'
  readonly timeoutMilliseconds?: number
  readonly signal?: AbortSignal
  /** A session to resume. */
  readonly session?: Buffer
  /** False to offer no tickets, so that a session of TLS 1.2 or less gets an id. By default true. */
  readonly tickets?: boolean
  /** Take no other certificate than one with such a key, of a server that has several. By default any. */
  readonly certificateKey?: 'rsa' | 'ecdsa'
}

/** A handshake that was carried out to its end; the stream is ready for EHLO. */
export interface CompletedHandshake {
  readonly stream: TLSSocket
  readonly version: TlsVersion
  readonly suite: number
  readonly group: number | null
  /** DER as sent, leaf first; empty in a resumed session. */
  readonly certificates: readonly Uint8Array[]
  /** The OCSP response that was stapled to the first certificate, in DER, unread; null when none was. */
  readonly ocspStaple: Uint8Array | null
  readonly verify: VerifyResult
  readonly resumed: boolean
  /** The session_id of the ServerHello: up to TLS 1.2 that of the session, empty when the server keeps none. */
  readonly sessionId: Uint8Array
  /** What our library's ClientHello offered, in its order. */
  readonly offered: { readonly suites: readonly number[]; readonly groups: readonly number[] }
  readonly milliseconds: number
  readonly messages: readonly TimedMessage[]
  /** Sessions that the server gave so far, OpenSSL's SSL_SESSION each; TLS 1.3 sends them after the handshake, so it grows. */
  readonly sessions: readonly Buffer[]
}

/** Every suite with authentication and encryption that the local OpenSSL has, at no minimum strength: a survey wants to get through. */
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256',
  'TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256:ALL:!aNULL:!eNULL:@SECLEVEL=0',
].join(':')

/**
 * What leaves a server no choice: up to TLS 1.2 the suite names the kind of key, in TLS 1.3 the signature scheme does. There
 * the schemes of PKCS #1 only say how authorities may have signed (RFC 8446 section 4.2.3), which is left open.
 */
const KEY_CHOICE = {
  rsa: {
    ciphers: 'aRSA',
    sigalgs: 'RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:RSA+SHA256:RSA+SHA384:RSA+SHA512:RSA+SHA1',
  },
  ecdsa: {
    ciphers: 'aECDSA',
    sigalgs: 'ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ECDSA+SHA1:RSA+SHA256:RSA+SHA384:RSA+SHA512',
  },
} as const

function keyChoice(key: keyof typeof KEY_CHOICE | undefined): Pick<ConnectionOptions, 'ciphers' | 'sigalgs'> {
  if (key === undefined) return { ciphers: CIPHERS }
  const { ciphers, sigalgs } = KEY_CHOICE[key]
  return { ciphers: CIPHERS.replace(':ALL:', `:${ciphers}:`), sigalgs }
}

/**
 * Carries out a whole handshake with the local OpenSSL, as a real sender would, and says what it made of the chain. The
 * chain, the group and the messages are read from the bytes that went over the wire, TLS 1.3's with our own connection's
 * secrets, because the library reorders chains.
 *
 * @returns `tls-handshake-failed`, `stream-timeout`, `stream-closed` or `stream-reset` as failures
 * @throws ProbeError `cancelled` when the signal says so
 */
export async function handshake(inner: Duplex, settings: HandshakeSettings): Promise<Attempt<CompletedHandshake>> {
  const tapped = tap(inner)
  const start = performance.now()
  const socket = connect({
    socket: tapped.stream,
    ...(settings.host === null ? {} : { servername: settings.host }),
    minVersion: 'TLSv1',
    maxVersion: settings.maxVersion,
    ...keyChoice(settings.certificateKey),
    minDHSize: 1,
    secureOptions:
      constants.SSL_OP_LEGACY_SERVER_CONNECT | (settings.tickets === false ? constants.SSL_OP_NO_TICKET : 0),
    ...(settings.roots.pem === null ? {} : { ca: [...settings.roots.pem] }),
    requestOCSP: true,
    rejectUnauthorized: false,
    // The name is judged from facts, so that OpenSSL's own verdict on the chain stays visible beside it.
    checkServerIdentity: () => undefined,
    ...(settings.session === undefined ? {} : { session: settings.session }),
  } satisfies ConnectionOptions)
  const secrets = keepSecrets(socket)
  const sessions: Buffer[] = []
  socket.on('session', (session: Buffer) => sessions.push(session))
  // Whoever reads the stream next listens for errors; one that comes before is reported to nobody, but must not crash.
  socket.on('error', () => {})
  const failure = await secured(socket, settings.timeoutMilliseconds ?? TLS_MILLISECONDS, settings.signal)
  if (failure !== null) {
    socket.destroy()
    if (failure.code === 'cancelled') throw new ProbeError(failure)
    return { ok: false, failure }
  }
  const milliseconds = performance.now() - start
  const seen = attemptSync(() => readTap(tapped, secrets))
  if (!seen.ok) {
    socket.destroy()
    return seen
  }
  return { ok: true, value: { ...seen.value, stream: socket, sessions, verify: verifyResultOf(socket), milliseconds } }
}

function readTap(
  { chunks }: Tap,
  secrets: HandshakeSecrets,
): Omit<CompletedHandshake, 'stream' | 'verify' | 'milliseconds' | 'sessions'> {
  const records = recordsOf(chunks)
  const hello = serverHelloOf(records) ?? fail({ code: 'wire-malformed', structure: 'ServerHello', offset: 0 })
  const messages = messagesOf(records, hello, secrets)
  const version = versionOfWire(hello.version) ?? 'tls12'
  const certificate = messages.find(({ message }) => message?.type === HANDSHAKE.certificate)?.message
  const sent = certificate ? sentWith(certificate.body, version, messages) : { certificates: [], ocspStaple: null }
  return {
    version,
    suite: hello.cipherSuite,
    group: (version === 'tls13' ? selectedGroup(hello) : curveOf(messages, hello.cipherSuite, version)) ?? null,
    ...sent,
    resumed: certificate === undefined || certificate === null,
    sessionId: hello.sessionId,
    offered: offerOf(messages),
    messages,
  }
}

/** The chain and what is stapled to it: in TLS 1.2 by a message of its own, in TLS 1.3 by an extension beside the certificate. */
function sentWith(
  body: Uint8Array,
  version: TlsVersion,
  messages: readonly TimedMessage[],
): Pick<CompletedHandshake, 'certificates' | 'ocspStaple'> {
  if (version !== 'tls13') {
    const status = messages.find(({ message }) => message?.type === HANDSHAKE.certificateStatus)?.message?.body
    const ocspStaple = status ? readCertificateStatus(status) : null
    return { certificates: readCertificateList(body, CHAIN_CERTIFICATES), ocspStaple }
  }
  const entries = readCertificateEntries13(body, CHAIN_CERTIFICATES)
  const beside = readExtensions(entries[0]?.extensions ?? new Uint8Array(0), 'CertificateEntry.extensions')
  const status = extensionData(beside, EXTENSION.statusRequest)
  return {
    certificates: entries.map(({ certificate }) => certificate),
    ocspStaple: status ? readCertificateStatus(status) : null,
  }
}

function offerOf(messages: readonly TimedMessage[]): CompletedHandshake['offered'] {
  const body = messages.find(({ message }) => message?.type === HANDSHAKE.clientHello)?.message?.body
  if (body === undefined) return { suites: [], groups: [] }
  const { cipherSuites, extensions } = readClientHello(body)
  const groups = extensionData(extensions ?? [], EXTENSION.supportedGroups)
  return { suites: cipherSuites, groups: groups ? new Reader(groups, 'supported_groups').uint16s(2) : [] }
}

/** The named curve of an ECDHE ServerKeyExchange. */
function curveOf(messages: readonly TimedMessage[], id: number, version: TlsVersion): number | null {
  const body = messages.find(({ message }) => message?.type === HANDSHAKE.serverKeyExchange)?.message?.body
  if (body === undefined || suiteById(id)?.keyExchange !== 'ECDHE') return null
  const { parameters } = readServerKeyExchange(body, 'ecdh', true, version === 'tls12')
  return parameters.kind === 'ecdh' ? parameters.group : null
}
