/**
 * Run as `unshare -n -m --propagation private -- node dane-world.ts`: an internet of its own, in a network where loopback is
 * all there is and a file system in which `/etc/resolv.conf` and the DNSSEC anchor of libunbound are this world's. Signed
 * zones behind a validating unbound on port 53, mail servers on port 25; then every sender that is installed is asked about
 * every case. Writes one JSON document: by case, then by sender, what it said.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startAuthority } from '../../../src/dns/authority.ts'
import { buildSignedTree } from '../../../src/dns/signed-tree.ts'
import { createDo53Upstream } from '../../../src/dns/transport/do53.ts'
import { createValidatingResolver } from '../../../src/dns/validating-resolver.ts'
import { formatRdata } from '../../../src/dns/wire/presentation.ts'
import { RR_TYPES } from '../../../src/dns/wire/rr-type.ts'
import { forwardingTo, QUIET_FORWARDER, startPrivateResolver } from '../../../src/lab/senders/private-world.ts'
import { startMailServer } from '../../dane-servers.ts'
import { ROOT_TEXT } from '../../dns-signed-lab.ts'
import { makeDaneCases } from './dane-cases.ts'
import { eximIn, gnutlsCli, openssl, ourselves, posttlsFinger, type Said, type Sender } from './dane-senders.ts'
import { findPeer, peerPath } from './require-peer.ts'
import { temporaryFolder } from './running-peer.ts'

/** What the world writes. */
export type World = Readonly<Record<string, Readonly<Record<string, Said>>>>

const AUTHORITY = { address: '127.0.0.1', port: 5_300 }
const RESOLVER = { address: '127.0.0.1', port: 53 }

async function makeWorld(folder: string): Promise<World> {
  const now = new Date()
  const seconds = Math.floor(now.getTime() / 1_000)
  const cases = await makeDaneCases(now)
  const tree = buildSignedTree(
    [{ origin: '.', text: ROOT_TEXT }, { origin: 'lab.', text: ROOT_TEXT }, ...cases.flatMap(({ zones }) => zones)],
    { inception: seconds - 86_400, expiration: seconds + 30 * 86_400 },
  )
  await startAuthority(AUTHORITY, tree.zones)
  await startUnbound(folder, formatRdata(RR_TYPES.DS, tree.anchors[0]?.ds[0] ?? new Uint8Array(0)))
  for (const { address, chains } of cases) await startMailServer(address, chains, { port: 25 })

  const upstream = createDo53Upstream(RESOLVER, { timeoutMilliseconds: 5_000 })
  const resolver = createValidatingResolver({ upstream, anchors: tree.anchors })
  const senders: Record<string, Sender> = { ours: ourselves(resolver, now.toISOString()) }
  if (findPeer('openssl') !== null) senders['openssl'] = openssl
  if (findPeer('posttls-finger') !== null) senders['posttls-finger'] = posttlsFinger
  if (findPeer('gnutls-cli') !== null) senders['gnutls-cli'] = gnutlsCli
  if (findPeer('exim') !== null) senders['exim'] = eximIn(folder)

  const world: Record<string, Record<string, Said>> = {}
  for (const one of cases) {
    const said: Record<string, Said> = {}
    for (const [sender, ask] of Object.entries(senders)) {
      const answer = await ask(one)
      if (answer !== null) said[sender] = answer
    }
    world[one.name] = said
  }
  return world
}

/** A validating resolver for everybody here, and the files in which programs look for theirs. */
async function startUnbound(folder: string, anchor: string): Promise<void> {
  // Where Debian's GnuTLS looks for the anchor of the root; absent on machines without that package.
  const key = join(folder, 'root.key')
  writeFileSync(key, `. IN DS ${anchor}\n`)
  execFileSync('sh', ['-c', `[ ! -e /usr/share/dns/root.key ] || mount --bind '${key}' /usr/share/dns/root.key`])
  await startPrivateResolver(folder, peerPath('unbound'), [
    `trust-anchor: ". DS ${anchor}"`,
    ...QUIET_FORWARDER,
    ...forwardingTo(AUTHORITY),
  ])
}

execFileSync('ip', ['link', 'set', 'lo', 'up'])
const folder = temporaryFolder('dane-world')
chmodSync(folder.path, 0o755)
const text = JSON.stringify(await makeWorld(folder.path))
folder.remove()
// Whatever runs still in this world belongs to the process group, which its owner ends.
process.stdout.write(text, () => process.exit(0))
