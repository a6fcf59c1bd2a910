import { constants } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createSecureContext, createServer, type SecureContextOptions, TLSSocket, type TlsOptions } from 'node:tls'
import type { TlsVersion } from '../base/answer.ts'
import { attempt, attemptSync } from '../base/failure.ts'
import { Inbox } from '../base/inbox.ts'
import { Reader } from '../base/reader.ts'
import { groupById } from '../registry/find-group.ts'
import { suiteById } from '../registry/find-suite.ts'
import { readClientHello } from '../tls/wire/client-hello.ts'
import { HANDSHAKE, HANDSHAKE_HEADER_BYTES } from '../tls/wire/handshake.ts'
import { CONTENT, RECORD_HEADER_BYTES, readRecordHeader } from '../tls/wire/record.ts'
import { ssl2MessageLength } from '../tls/wire/ssl2.ts'
import type { LabTls } from './lab-domain.ts'
import { answerHello, answerSsl2Hello, type WireAnswer } from './simulator/answer-hello.ts'
import { choose } from './simulator/choose.ts'
import { react, UNMOVED } from './simulator/react.ts'
import { resumeCarelessly } from './simulator/resume-carelessly.ts'
import type { TlsModel } from './simulator/tls-model.ts'

/** A client has this long for its hello. */
const HELLO_MILLISECONDS = 20_000

/** What the local OpenSSL can carry out itself. */
const REAL_VERSIONS: readonly TlsVersion[] = ['tls10', 'tls11', 'tls12', 'tls13']

/** The server side of TLS: real handshakes where the local OpenSSL can, the simulator's answers where it cannot. */
export interface TlsServer {
  /** Takes a stream on which the client is about to send its hello; gives the TLS stream to `onSecure` if it gets that far. */
  readonly serve: (stream: Duplex, onSecure: (secure: TLSSocket) => void) => Promise<void>
}

/**
 * Makes the TLS side of a lab server. It reads the ClientHello, lets the model choose, and hands the connection to the real
 * library if the choice is one that it can carry out with the keys there are; otherwise it answers by simulated bytes.
 */
export function createTlsServer(tls: LabTls): TlsServer {
  const real = realSuites(tls)
  let secure: Secure | undefined
  return {
    async serve(stream, onSecure) {
      const inbox = new Inbox(stream)
      const hello = await attempt(() => readHello(inbox))
      if (!hello.ok) return inbox.destroy()
      const { bytes, body, isSsl2 } = hello.value
      const leak = isSsl2 ? null : resumeCarelessly(tls.model, body)
      if (leak !== null) return sendAnswer(tls.model, inbox, stream, leak)
      if (!isSsl2 && isReal(tls, real, body)) {
        secure ??= securing(tls, real)
        inbox.release()
        stream.unshift(bytes)
        return secure(stream as Socket, onSecure)
      }
      const answer = attemptSync(() => (isSsl2 ? answerSsl2Hello(tls.model, body) : answerHello(tls.model, body)))
      if (!answer.ok) return inbox.destroy()
      await sendAnswer(tls.model, inbox, stream, answer.value)
    },
  }
}

async function readHello(
  inbox: Inbox,
): Promise<{ readonly bytes: Uint8Array; readonly body: Uint8Array; readonly isSsl2: boolean }> {
  inbox.begin('hello', HELLO_MILLISECONDS)
  const start = await inbox.exactly(2)
  const ssl2Length = ssl2MessageLength(start)
  if (ssl2Length !== null) {
    const body = await inbox.exactly(ssl2Length)
    return { bytes: Buffer.concat([start, body]), body, isSsl2: true }
  }
  const header = Buffer.concat([start, await inbox.exactly(RECORD_HEADER_BYTES - 2)])
  const { type, length } = readRecordHeader(header) ?? { type: 0, length: 0 }
  const fragment = await inbox.exactly(length)
  const message = new Reader(fragment, 'ClientHello')
  if (type !== CONTENT.handshake || message.uint(1) !== HANDSHAKE.clientHello) message.malformed()
  return {
    bytes: Buffer.concat([header, fragment]),
    body: fragment.subarray(HANDSHAKE_HEADER_BYTES),
    isSsl2: false,
  }
}

/** Suites of the model that the local OpenSSL can serve with the keys of the identities. */
function realSuites({ model, identities }: LabTls): ReadonlySet<number> {
  const keys = new Set(identities.map(({ keyType }) => (keyType === 'ec' ? 'ECDSA' : keyType.toUpperCase())))
  const suites = REAL_VERSIONS.flatMap((version) => model.suites[version] ?? []).filter((id) => {
    const suite = suiteById(id)
    if (suite === undefined || suite.openssl === null || keys.size === 0) return false
    const hasKey = suite.keyExchange === 'TLS13' || keys.has(suite.authentication)
    const isKnown = suite.keyExchange === 'ECDHE' || suite.keyExchange === 'TLS13' || suite.keyExchange === 'RSA'
    return hasKey && isKnown && /^(AES|CHACHA20)/.test(suite.cipher)
  })
  return new Set(suites)
}

function isReal({ model }: LabTls, real: ReadonlySet<number>, body: Uint8Array): boolean {
  const choice = attemptSync(() => choose(model, readClientHello(body)))
  return choice.ok && choice.value.kind === 'select' && choice.value.version !== 'ssl3' && real.has(choice.value.suite)
}

function contextOptions({ model, identities }: LabTls, real: ReadonlySet<number>): SecureContextOptions {
  const versions = REAL_VERSIONS.filter((version) => model.suites[version] !== undefined)
  const names = [...real].map((id) => suiteById(id)?.openssl ?? '')
  const groups = new Set([...(model.suites.tls13 ? model.groups13 : []), ...(model.suites.tls12 ? model.groups12 : [])])
  return {
    cert: identities.map(({ chainPem }) => chainPem),
    key: identities.flatMap(({ privateKeyPem }) => privateKeyPem ?? []),
    minVersion: OPENSSL_VERSIONS[versions[0] ?? 'tls12'],
    maxVersion: OPENSSL_VERSIONS[versions.at(-1) ?? 'tls12'],
    ciphers: `${[...names, OLD_NAMES_NEEDED].join(':')}:@SECLEVEL=0`,
    honorCipherOrder: model.preference === 'server',
    secureOptions: model.clientRenegotiation ? 0 : constants.SSL_OP_NO_RENEGOTIATION,
    ecdhCurve: [...groups].map((id) => OPENSSL_GROUPS.get(id) ?? groupById(id)?.name ?? '').join(':'),
  }
}

/** OpenSSL wants a suite of TLS 1.2 in its list even where only TLS 1.3 is spoken. */
const OLD_NAMES_NEEDED = 'ECDHE-ECDSA-AES256-GCM-SHA384'

const OPENSSL_VERSIONS: Readonly<Record<TlsVersion, 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'>> = {
  ssl2: 'TLSv1',
  ssl3: 'TLSv1',
  tls10: 'TLSv1',
  tls11: 'TLSv1.1',
  tls12: 'TLSv1.2',
  tls13: 'TLSv1.3',
}

/** OpenSSL's names of groups where they differ from IANA's. */
const OPENSSL_GROUPS: ReadonlyMap<number, string> = new Map([
  [0x0017, 'P-256'],
  [0x0018, 'P-384'],
  [0x0019, 'P-521'],
  [0x001d, 'X25519'],
  [0x001e, 'X448'],
])

/** Lets the local OpenSSL carry a handshake out. */
type Secure = (stream: Socket, onSecure: (secure: TLSSocket) => void) => void

function securing(tls: LabTls, real: ReadonlySet<number>): Secure {
  const options = contextOptions(tls, real)
  const shared = { isServer: true, secureContext: createSecureContext(options), ...stapling(tls, options) }
  return (stream, onSecure) => {
    const socket = new TLSSocket(stream, shared)
    socket.on('error', () => socket.destroy())
    socket.once('secure', () => onSecure(socket))
  }
}

/** Node asks a server of its own for a stapled response; this one listens nowhere and knows only that. */
function stapling({ model }: LabTls, options: TlsOptions): { readonly server?: ReturnType<typeof createServer> } {
  const { features, staple } = model
  if (staple === undefined || !features.has('ocspStaple')) return {}
  return { server: createServer(options).on('OCSPRequest', (_, __, answer) => answer(null, Buffer.from(staple))) }
}

async function sendAnswer(model: TlsModel, inbox: Inbox, stream: Duplex, { bytes, next }: WireAnswer): Promise<void> {
  if (next === 'reset' && 'resetAndDestroy' in stream) return void (stream as Socket).resetAndDestroy()
  if (bytes.length > 0) stream.write(bytes)
  if (next === 'close') return endAfter(inbox, stream)
  const reactions = await attempt(() => reactToRest(model, inbox, stream))
  if (!reactions.ok) inbox.destroy()
}

/** Reads what the client sends behind our flight, record by record, and reacts; none of it can lead to a handshake. */
async function reactToRest(model: TlsModel, inbox: Inbox, stream: Duplex): Promise<void> {
  inbox.begin('next flight', HELLO_MILLISECONDS)
  let state = UNMOVED
  for (let count = 0; count < REST_RECORDS; count += 1) {
    const header = readRecordHeader(await inbox.exactly(RECORD_HEADER_BYTES))
    if (header === null) break
    const fragment = await inbox.exactly(header.length)
    const reaction = react(model, state, { ...header, fragment })
    state = reaction.state
    if (reaction.answer === null) continue
    stream.write(reaction.answer.bytes)
    if (reaction.answer.next === 'close') return endAfter(inbox, stream)
  }
  inbox.destroy()
}

/** Records behind our flight that are read before the client is left alone. */
const REST_RECORDS = 8

function endAfter(inbox: Inbox, stream: Duplex): void {
  inbox.release()
  stream.on('error', () => {}).end()
  stream.resume()
}
