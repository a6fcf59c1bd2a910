import type { Duplex } from 'node:stream'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { attemptSync, fail, ProbeError } from '../base/failure.ts'
import { CHAIN_CERTIFICATES } from '../base/limits.ts'
import type { PolicyTlsConnection, StartPolicyTls } from '../mtasts/policy-fetch.ts'
import { versionOfWire } from '../registry/versions.ts'
import { type HandshakeSecrets, keepSecrets, secured, verifyResultOf } from '../tls/secured-socket.ts'
import { type Tap, tap } from '../tls/tap.ts'
import { HANDSHAKE, readCertificateList, readCertificateList13 } from '../tls/wire/handshake.ts'
import { messagesOf, recordsOf, serverHelloOf } from '../tls/wire/handshake-transcript.ts'

/**
 * TLS to a policy host, with the settings of a client that means it: unlike the handshakes of a survey, which want to get
 * through whatever the server has, this one takes no version, suite or key that OpenSSL does not take by default.
 */
export const startPolicyTls: StartPolicyTls = async (inner, { host, roots, timeoutMilliseconds, signal }) => {
  const tapped = tap(inner)
  const socket = connect({
    socket: tapped.stream,
    servername: host,
    ALPNProtocols: ['http/1.1'],
    minVersion: 'TLSv1.2',
    ...(roots.pem === null ? {} : { ca: [...roots.pem] }),
    // Chain and name are facts; whoever fetches judges them before anything is asked of the host.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  } satisfies ConnectionOptions)
  const secrets = keepSecrets(socket)
  // Whoever reads the stream next listens for errors; one that comes before is reported to nobody, but must not crash.
  socket.on('error', () => {})
  const failure = await secured(socket, timeoutMilliseconds, signal)
  const seen =
    failure === null ? attemptSync(() => connectionOf(socket, tapped, secrets)) : ({ ok: false, failure } as const)
  if (!seen.ok) socket.destroy()
  if (!seen.ok && seen.failure.code === 'cancelled') throw new ProbeError(seen.failure)
  return seen
}

/** The chain comes from the bytes on the wire, because the library hands it over in another order and without what it did not need. */
function connectionOf(socket: TLSSocket & Duplex, { chunks }: Tap, secrets: HandshakeSecrets): PolicyTlsConnection {
  const records = recordsOf(chunks)
  const hello = serverHelloOf(records) ?? fail({ code: 'wire-malformed', structure: 'ServerHello', offset: 0 })
  const message = messagesOf(records, hello, secrets).find(
    (each) => each.message?.type === HANDSHAKE.certificate,
  )?.message
  const version = versionOfWire(hello.version) ?? 'tls12'
  const read = version === 'tls13' ? readCertificateList13 : readCertificateList
  const certificates = message ? read(message.body, CHAIN_CERTIFICATES) : []
  return { stream: socket, version, certificates, verify: verifyResultOf(socket) }
}
