import type { Duplex } from 'node:stream'
import type { ServerTarget } from '../../../audit/connection.ts'
import type { AuditEnvironment } from '../../../audit/environment.ts'
import { type Attempt, attempt, attemptSync, type Failure, ProbeError } from '../../../base/failure.ts'
import { toHex } from '../../../base/hex.ts'
import type { ServedChain } from '../../../dane/coverage.ts'
import type { SeenAddress } from '../../../dane/host-verdict.ts'
import { ehloAfterTls, openSession, quit, type Session, sessionFacts, startTls } from '../../../smtp/session.ts'
import { type CompletedHandshake, type HandshakeSettings, handshake } from '../../../tls/handshake.ts'
import { readCertificateFields } from '../../../x509/certificate-fields.ts'
import { readPublicKey } from '../../../x509/public-key.ts'

/** One way to ask for a chain: which key, and up to which version. */
type Wish = Pick<HandshakeSettings, 'certificateKey' | 'maxVersion'>

/**
 * What a server may have: the chain that it prefers, one for each kind of key, and what it shows to clients without TLS 1.3.
 * In that order, one connection each.
 */
const WISHES: readonly Wish[] = [
  { maxVersion: 'TLSv1.3' },
  { maxVersion: 'TLSv1.3', certificateKey: 'rsa' },
  { maxVersion: 'TLSv1.3', certificateKey: 'ecdsa' },
  { maxVersion: 'TLSv1.2' },
]

/**
 * Asks a server for every chain that it has, by whole handshakes as senders make them, one after the other. The failure is
 * that of the first one, if none of them showed a chain.
 *
 * @throws ProbeError `cancelled`
 */
export async function servedChains(
  target: ServerTarget,
  environment: AuditEnvironment,
  signal: AbortSignal,
): Promise<SeenAddress> {
  const { address, port } = target
  const chains = new Map<string, ServedChain>()
  let failure: Failure | null = null
  for (const wish of WISHES) {
    const shown = await chainFor(target, wish, environment, signal)
    if (shown.ok) {
      const { version, certificates } = shown.value
      const key = `${certificates.map(toHex).join(' ')}`
      if (certificates.length > 0 && !chains.has(key)) {
        chains.set(key, { version, keyType: keyTypeOf(certificates[0]), certificates })
      }
      continue
    }
    failure ??= shown.failure
    // A server that never comes to TLS will not do so for another key.
    if (!isAboutTls(shown.failure)) break
  }
  return { address, port, chains: [...chains.values()], failure: chains.size > 0 ? null : failure }
}

function isAboutTls(failure: Failure): boolean {
  return failure.code === 'tls-handshake-failed' || ('during' in failure && failure.during === 'handshake')
}

async function chainFor(
  target: ServerTarget,
  wish: Wish,
  environment: AuditEnvironment,
  signal: AbortSignal,
): Promise<Attempt<Pick<CompletedHandshake, 'version' | 'certificates'>>> {
  const { address, port, mode, sni } = target
  const { patience, ehloName, roots } = environment
  const dialled = await attempt(() =>
    environment.dial({ address, port, timeoutMilliseconds: patience.connectMilliseconds, signal }),
  )
  if (!dialled.ok) return failed(dialled.failure)
  const socket = dialled.value
  const timeoutMilliseconds = patience.tlsMilliseconds
  const secure = (stream: Duplex): Promise<Attempt<CompletedHandshake>> =>
    handshake(stream, { ...wish, host: sni, roots, signal, timeoutMilliseconds })
  try {
    if (mode === 'implicit') {
      const done = await secure(socket)
      if (done.ok) done.value.stream.end()
      return done
    }
    const session = await openSession(socket, { ehloName, signal, limits: patience.smtp })
    const { failure } = sessionFacts(session)
    if (failure !== null) return await giveUp(session, failure)
    const started = await startTls(session)
    if (!started.ok) return await giveUp(session, started.failure)
    const done = await secure(started.value)
    if (done.ok) {
      await ehloAfterTls(session, done.value.stream)
      await quit(session)
    }
    return done
  } finally {
    socket.destroySoon()
  }
}

async function giveUp(session: Session, failure: Failure): Promise<Attempt<never>> {
  await quit(session)
  return failed(failure)
}

/** The one failure that ends the whole command is thrown on. */
function failed(failure: Failure): Attempt<never> {
  if (failure.code === 'cancelled') throw new ProbeError(failure)
  return { ok: false, failure }
}

function keyTypeOf(der: Uint8Array | undefined): string {
  const key = attemptSync(() => readPublicKey(readCertificateFields(der ?? new Uint8Array(0)).spki))
  return key.ok ? key.value.algorithm : 'unreadable'
}
