import { join } from 'node:path'
import { DEFAULT_NAME, type Leaf, writeDhParameters } from './certificates.ts'
import { startDaemon } from './daemon.ts'
import { type OldNode, peerPath } from './require-peer.ts'
import { type Place, type RunningPeer, runningPeer, settlePlace, temporaryFolder } from './running-peer.ts'

/** What an SMTP server on a Node.js of the past shall offer. */
export interface OldNodeOptions extends Place {
  readonly version: OldNode
  readonly leaf: Leaf
  /** `ssl2` and `ssl3` need releases 0.10.33 or 0.12.0, where `--enable-ssl2` and `--enable-ssl3` still exist. */
  readonly enable?: readonly ('ssl2' | 'ssl3')[]
  /** An OpenSSL cipher list; by default everything: `ALL:COMPLEMENTOFALL`. */
  readonly ciphers?: string
  /** Bits of the Diffie-Hellman group; without it no DHE. 0.10 cannot have one. */
  readonly dhBits?: 512 | 768 | 1024 | 1536
  /** By default what the release has without being told, or prime256v1 where that is nothing. 0.10 cannot have ECDHE. */
  readonly ecdhCurve?: string
  /** Such as `TLSv1_method`, for one version only. */
  readonly secureProtocol?: string
  readonly honorCipherOrder?: boolean
}

/**
 * Starts an SMTP server on one of the Node.js releases that `.ci/install-peers` unpacks. Each has the OpenSSL of its time
 * compiled in, and so each is a legacy TLS implementation that is independent of ours.
 *
 * | release | OpenSSL | to be had |
 * |---|---|---|
 * | 0.10.33 | 1.0.1j | SSL 2.0 to TLS 1.2, static RSA, NULL, DES, RC4, IDEA, SEED, 3DES; EXPORT with a 512-bit key |
 * | 0.12.0 | 1.0.1l | the same with DHE (512 bits: EXPORT, Logjam), ECDHE, anonymous DH and ECDH |
 * | 0.12.18 | 1.0.1u | SSL 3.0 to TLS 1.2 |
 * | 4.0.0 | 1.0.2d | TLS 1.0 to 1.2, DES |
 * | 6.17.1, 8.17.0 | 1.0.2r, 1.0.2s | TLS 1.0 to 1.2, RC4, 3DES |
 * | 10.24.1 | 1.1.1k | TLS 1.0 to 1.2 |
 * | 24.21.0 | 3.5 | X25519MLKEM768 |
 */
export async function startOldNode(options: OldNodeOptions): Promise<RunningPeer> {
  const place = await settlePlace(options)
  const folder = temporaryFolder('old-node')
  const dhFile = join(folder.path, 'dh.pem')
  if (options.dhBits !== undefined) writeDhParameters(dhFile, options.dhBits)
  const settings = {
    ...place,
    name: DEFAULT_NAME,
    cert: options.leaf.chainFile,
    key: options.leaf.keyFile,
    ciphers: options.ciphers ?? 'ALL:COMPLEMENTOFALL',
    ecdhCurve: options.ecdhCurve ?? (CHOOSES_CURVES.has(options.version) ? 'auto' : 'prime256v1'),
    dhparam: options.dhBits === undefined ? undefined : dhFile,
    secureProtocol: options.secureProtocol,
    honorCipherOrder: options.honorCipherOrder,
  }
  try {
    const daemon = await startDaemon({
      program: peerPath(`node-${options.version}`),
      parameters: [
        ...(options.enable ?? []).map((version) => `--enable-${version}`),
        join(import.meta.dirname, 'old-node-smtp.cjs'),
        JSON.stringify(settings),
      ],
      ready: /^ready v/m,
    })
    const end = async (): Promise<void> => {
      await daemon.stop()
      folder.remove()
    }
    return runningPeer(place, daemon.output, end)
  } catch (error) {
    folder.remove()
    throw error
  }
}

const CHOOSES_CURVES: ReadonlySet<OldNode> = new Set(['10.24.1', '24.21.0'])
