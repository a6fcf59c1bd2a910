import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attempt } from '../../src/base/failure.ts'
import { type DnsServer, startAuthority } from '../../src/dns/authority.ts'
import type { Resolver } from '../../src/dns/lookup.ts'
import { createDo53Upstream } from '../../src/dns/transport/do53.ts'
import type { Upstream } from '../../src/dns/transport/upstream.ts'
import { createValidatingResolver } from '../../src/dns/validating-resolver.ts'
import { parseName } from '../../src/dns/wire/name.ts'
import { type DnsType, parseRrType, RCODES } from '../../src/dns/wire/rr-type.ts'
import { type Answer, anchor, lab, ourAnswer, QUESTIONS, tree } from './dns-compared-lab.ts'

/**
 * Our validator beside unbound and named: the same upstream, the same signed lab, the same questions, one verdict each.
 * Peers that are not installed are counted as skipped.
 */
/** Where a peer's verdict differs for a reason of policy. The key is `peer question`; the value what the peer says. */
const DIFFERENCES: Readonly<Record<string, Answer>> = {
  // unbound 1.17 lets a gap end outside its zone. A zone that says such a thing is not to be believed.
  'unbound none.reach.lab. A': 'secure',
  'unbound _25._tcp.none.reach.lab. TLSA': 'secure',
  // named drops an SOA record that does not validate, and passes the answer on as unauthenticated. That would let anybody
  // turn a denial into "not signed".
  ...Object.fromEntries(
    ['none. A', '_25._tcp.none. TLSA', 'ent.b. A', 'mail. AAAA', 'unsigned. DS', 'x.wild. MX'].map((question) => [
      `named ${question.replace('. ', '.badsoa.lab. ')}`,
      'insecure' as const,
    ]),
  ),
}

interface Peer {
  readonly name: string
  readonly program: string
  /** Writes the configuration and gives the arguments. */
  readonly configure: (folder: string, port: number, authority: DnsServer) => readonly string[]
}

const PEERS: readonly Peer[] = [
  {
    name: 'unbound',
    program: '/usr/sbin/unbound',
    configure: (folder, port, authority) => {
      writeFileSync(
        join(folder, 'unbound.conf'),
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
remote-control:
  control-enable: no
forward-zone:
  name: "."
  forward-addr: 127.0.0.1@${authority.port}
`,
      )
      return ['-d', '-c', join(folder, 'unbound.conf')]
    },
  },
  {
    name: 'named',
    program: '/usr/sbin/named',
    configure: (folder, port, authority) => {
      const [tag = '', algorithm = '', digest = '', hex = ''] = anchor.split(' ')
      writeFileSync(
        join(folder, 'named.conf'),
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
  forwarders { 127.0.0.1 port ${authority.port}; };
  empty-zones-enable no;
  synth-from-dnssec no;
  max-cache-size 32m;
};
controls { };
trust-anchors { "." static-ds ${tag} ${algorithm} ${digest} "${hex.toUpperCase()}"; };
logging { channel file { file "${join(folder, 'named.log')}"; severity info; }; category default { file; }; };
`,
      )
      return ['-f', '-n', '1', '-c', join(folder, 'named.conf')]
    },
  },
]

let authority: DnsServer
let ours: Resolver
beforeAll(async () => {
  authority = await startAuthority({ address: '127.0.0.1', port: 0 }, tree.zones)
  const upstream = createDo53Upstream(authority, { timeoutMilliseconds: 2_000 })
  ours = createValidatingResolver({ upstream, anchors: tree.anchors })
})
afterAll(() => authority.close())

async function peerAnswer(peer: Upstream, name: string, type: DnsType): Promise<Answer> {
  const query = {
    name: parseName(name),
    type: parseRrType(type) ?? 0,
    dnssec: true,
    validated: true,
    recursionDesired: true,
  }
  const reply = await peer.ask(query)
  if (reply.rcode === RCODES.SERVFAIL) return 'refused'
  return reply.flags.authenticData ? 'secure' : 'insecure'
}

function isInstalled(program: string): boolean {
  return spawnSync('test', ['-x', program]).status === 0
}

describe.each(PEERS)('beside $name', ({ name: peerName, program, configure }) => {
  let folder = ''
  let process: ChildProcess | null = null
  let peer: Upstream

  beforeAll(async () => {
    if (!isInstalled(program)) return
    folder = mkdtempSync(join(tmpdir(), `wiretight-${peerName}-`))
    const port = 20_000 + Math.floor(Math.random() * 20_000)
    process = spawn(program, configure(folder, port, authority), { stdio: 'ignore' })
    peer = createDo53Upstream({ address: '127.0.0.1', port }, { timeoutMilliseconds: 5_000, mixCase: false })
    for (let attempts = 0; attempts < 50; attempts += 1) {
      const up = await attempt(() => peerAnswer(peer, 'lab.', 'SOA'))
      if (up.ok) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  })

  afterAll(async () => {
    if (process !== null) {
      const gone = new Promise((resolve) => process?.once('exit', resolve))
      process.kill()
      await gone
    }
    if (folder !== '') rmSync(folder, { recursive: true, force: true })
  })

  it.skipIf(!isInstalled(program)).each(lab.map(({ origin }) => origin))('%s', async (origin) => {
    const verdicts: Record<string, string> = {}
    const expected: Record<string, string> = {}
    for (const [label, type] of QUESTIONS) {
      const question = `${label}${origin} ${type}`
      expected[question] = DIFFERENCES[`${peerName} ${question}`] ?? (await ourAnswer(ours, `${label}${origin}`, type))
      verdicts[question] = await peerAnswer(peer, `${label}${origin}`, type)
    }
    expect(verdicts).toEqual(expected)
  })
})
