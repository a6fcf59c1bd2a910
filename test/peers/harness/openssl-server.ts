import type { Leaf } from './certificates.ts'
import { startDaemon } from './daemon.ts'
import { peerPath } from './require-peer.ts'
import { type Place, type RunningPeer, runningPeer, settlePlace } from './running-peer.ts'

/** What `openssl s_server` shall offer. */
export interface OpensslServerOptions extends Place {
  readonly leaf: Leaf
  /** A second chain, of the other key type (`-dcert`, `-dkey`). */
  readonly secondLeaf?: Leaf
  /** Further parameters, such as `['-early_data', '-max_early_data', '16384']` or `['-tls1_2']`. */
  readonly parameters?: readonly string[]
  /** The file that Debian's `/etc/ssl/openssl.cnf` gives way to. */
  readonly configurationFile?: string
}

/**
 * Starts `openssl s_server`, which speaks TLS from the first byte (see `withStarttls` for SMTP). It serves one connection
 * after the other: while one is open, the next waits.
 */
export async function startOpensslServer(options: OpensslServerOptions): Promise<RunningPeer> {
  const place = await settlePlace(options)
  const { leaf, secondLeaf } = options
  const first = credentials('', leaf)
  const second = secondLeaf ? credentials('d', secondLeaf) : []
  const daemon = await startDaemon({
    program: peerPath('openssl'),
    parameters: [
      's_server',
      '-accept',
      `${place.address}:${place.port}`,
      ...first,
      ...second,
      ...(options.parameters ?? []),
    ],
    environment: options.configurationFile === undefined ? {} : { OPENSSL_CONF: options.configurationFile },
    ready: /^ACCEPT$/m,
  })
  return runningPeer(place, daemon.output, daemon.stop)
}

/** `-cert` takes the first certificate of its file only; the ones above it have to be told apart from it. */
function credentials(prefix: '' | 'd', { certificateFile, issuersFile, keyFile }: Leaf): readonly string[] {
  const chain = issuersFile === null ? [] : [`-${prefix}cert_chain`, issuersFile]
  return [`-${prefix}cert`, certificateFile, ...chain, `-${prefix}key`, keyFile]
}
