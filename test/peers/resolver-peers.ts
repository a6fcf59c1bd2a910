import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDo53Upstream } from '../../src/dns/transport/do53.ts'
import type { ServerAddress } from '../../src/dns/transport/upstream.ts'
import { parseName } from '../../src/dns/wire/name.ts'
import { type DnsType, parseRrType, RCODES } from '../../src/dns/wire/rr-type.ts'
import { startDaemon } from './harness/daemon.ts'
import { peerPath } from './harness/require-peer.ts'
import { freePort } from './harness/running-peer.ts'

/** What a validator makes of a question: proved, proved to need no proof, or refused. */
export type Answer = 'secure' | 'insecure' | 'refused'

/** Validating resolvers of others. */
export const RESOLVER_PEERS = ['unbound', 'named', 'kresd'] as const

export type ResolverPeer = (typeof RESOLVER_PEERS)[number]

/** A resolver of others that forwards to a server of ours and validates from an anchor of ours. */
export interface RunningResolver {
  readonly port: number
  readonly ask: (name: string, type: DnsType) => Promise<Answer>
  readonly stop: () => Promise<void>
}

/** Where a resolver finds the DNS that it is to believe in. */
export interface Believed {
  readonly server: ServerAddress
  /** Data of the root's DS record: `tag algorithm digest hex`. */
  readonly anchor: string
}

/** A resolver on loopback may take this long for its first answer, for which it validates a chain. */
const ANSWER_MILLISECONDS = 5_000

/** Starts a resolver on a free port of loopback. */
export async function startResolver(peer: ResolverPeer, believed: Believed): Promise<RunningResolver> {
  const folder = mkdtempSync(join(tmpdir(), `wiretight-${peer}-`))
  const address = '127.0.0.1'
  const port = await freePort()
  const parameters = CONFIGURE[peer](folder, port, believed)
  const daemon = await startDaemon({ program: peerPath(peer), parameters, folder, ready: { address, port } })
  const upstream = createDo53Upstream({ address, port }, { timeoutMilliseconds: ANSWER_MILLISECONDS, mixCase: false })
  return {
    port,
    async ask(name, type) {
      const question = { name: parseName(name), type: parseRrType(type) ?? 0 }
      const reply = await upstream.ask({ ...question, dnssec: true, validated: true, recursionDesired: true })
      if (reply.rcode === RCODES.SERVFAIL) return 'refused'
      return reply.flags.authenticData ? 'secure' : 'insecure'
    },
    async stop() {
      await daemon.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

type Configure = (folder: string, port: number, believed: Believed) => readonly string[]

/** Writes the configuration and gives the arguments. */
const CONFIGURE: Readonly<Record<ResolverPeer, Configure>> = {
  unbound: (folder, port, { server, anchor }) => {
    const file = join(folder, 'unbound.conf')
    writeFileSync(
      file,
      `server:
  interface: 127.0.0.1@${port}
  directory: "${folder}"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  logfile: "${join(folder, 'unbound.log')}"
  verbosity: 1
  do-not-query-localhost: no
  module-config: "validator iterator"
  trust-anchor: ". DS ${anchor}"
  trust-anchor-signaling: no
  root-key-sentinel: no
  aggressive-nsec: no
  harden-below-nxdomain: no
  qname-minimisation: no
  val-log-level: 2
  local-zone: "10.in-addr.arpa." nodefault
  local-zone: "113.0.203.in-addr.arpa." nodefault
  local-zone: "8.b.d.0.1.0.0.2.ip6.arpa." nodefault
remote-control:
  control-enable: no
forward-zone:
  name: "."
  forward-addr: ${server.address}@${server.port}
`,
    )
    return ['-d', '-c', file]
  },
  named: (folder, port, { server, anchor }) => {
    const file = join(folder, 'named.conf')
    const [tag = '', algorithm = '', digest = '', hex = ''] = anchor.split(' ')
    writeFileSync(
      file,
      `options {
  directory "${folder}";
  listen-on port ${port} { 127.0.0.1; };
  listen-on-v6 { none; };
  pid-file none;
  session-keyfile none;
  managed-keys-directory "${folder}";
  recursion yes;
  dnssec-validation yes;
  forward only;
  forwarders { ${server.address} port ${server.port}; };
  empty-zones-enable no;
  synth-from-dnssec no;
  max-cache-size 32m;
};
controls { };
trust-anchors { "." static-ds ${tag} ${algorithm} ${digest} "${hex.toUpperCase()}"; };
logging { channel file { file "${join(folder, 'named.log')}"; severity info; }; category default { file; }; };
`,
    )
    return ['-f', '-n', '1', '-c', file]
  },
  kresd: (folder, port, { server, anchor }) => {
    const file = join(folder, 'kresd.conf')
    writeFileSync(
      file,
      `net.listen('127.0.0.1', ${port}, { kind = 'dns' })
cache.size = 10 * MB
trust_anchors.remove('.')
trust_anchors.add('. 3600 IN DS ${anchor}')
modules.unload('ta_update')
modules.unload('ta_signal_query')
modules.unload('priming')
modules.unload('detect_time_skew')
policy.add(policy.all(policy.FORWARD('${server.address}@${server.port}')))
`,
    )
    return ['-n', '-c', file, folder]
  },
}
