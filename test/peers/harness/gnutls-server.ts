import { join } from 'node:path'
import type { Leaf } from './certificates.ts'
import { startDaemon } from './daemon.ts'
import { peerPath } from './require-peer.ts'
import { type Place, type RunningPeer, runningPeer, settlePlace, temporaryFolder } from './running-peer.ts'
import { startFront } from './starttls-front.ts'

/** What `gnutls-serv` shall offer. */
export interface GnutlsServerOptions extends Place {
  readonly leaves: readonly Leaf[]
  /** A GnuTLS priority string, such as {@link GNUTLS_EVERYTHING}. `%DISABLE_SAFE_RENEGOTIATION` switches RFC 5746 off. */
  readonly priority: string
  /** Further parameters, such as `['--noticket']`. */
  readonly parameters?: readonly string[]
}

/**
 * Everything up to TLS 1.2 that GnuTLS 3.7 has and that needs no secret shared beforehand. (`CIPHER-ALL` is not all, and
 * where NULL may be chosen GnuTLS does not offer TLS 1.3.)
 */
export const GNUTLS_EVERYTHING = [
  'NORMAL:+VERS-ALL:+KX-ALL:+ANON-DH:+ANON-ECDH:+SIGN-ALL:+GROUP-ALL',
  '+CIPHER-ALL:+NULL:+ARCFOUR-128:+3DES-CBC:+CAMELLIA-128-CBC:+CAMELLIA-256-CBC:+CAMELLIA-128-GCM:+CAMELLIA-256-GCM',
  '+AES-128-CCM-8:+AES-256-CCM-8:+MAC-ALL:+MD5:+SHA256:+SHA384',
].join(':')

/**
 * Starts `gnutls-serv` behind a STARTTLS front.
 *
 * `gnutls-serv` listens on all addresses and cannot be told otherwise. So it runs in a network namespace where loopback is
 * all there is, together with a relay that reaches it from a Unix socket: those belong to the file system, not to the
 * network namespace, and so the front can call it from outside.
 */
export async function startGnutlsServer(options: GnutlsServerOptions): Promise<RunningPeer> {
  const place = await settlePlace(options)
  const folder = temporaryFolder('gnutls')
  const socket = join(folder.path, 'relay')
  const server = [
    peerPath('gnutls-serv'),
    '--echo',
    `--port=${INNER_PORT}`,
    `--priority=${options.priority}`,
    ...options.leaves.flatMap((leaf) => ['--x509certfile', leaf.chainFile, '--x509keyfile', leaf.keyFile]),
    ...(options.parameters ?? []),
  ]
  const relay = join(import.meta.dirname, 'namespace-relay.ts')
  try {
    const daemon = await startDaemon({
      program: peerPath('unshare'),
      parameters: ['-n', '--', process.execPath, relay, socket, INNER_PORT, ...server],
      ready: /^relay ready$/m,
    })
    const front = await startFront({ ...place, backend: { path: socket } })
    const end = async (): Promise<void> => {
      await front.close()
      await daemon.stop()
      folder.remove()
    }
    return runningPeer(place, () => `${front.log()}\n${daemon.output()}`, end)
  } catch (error) {
    folder.remove()
    throw error
  }
}

/** A namespace has all ports to itself. */
const INNER_PORT = '5556'
