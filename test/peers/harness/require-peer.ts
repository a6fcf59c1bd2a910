import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Releases of Node.js that `.ci/install-peers` unpacks, for the OpenSSL that each of them brings. */
export const OLD_NODES = ['0.10.33', '0.12.0', '0.12.18', '4.0.0', '6.17.1', '8.17.0', '10.24.1', '24.21.0'] as const

/** A release of Node.js that serves as a peer. */
export type OldNode = (typeof OLD_NODES)[number]

/** Programs that are not ours and that the tests talk to. */
export type Peer = keyof typeof COMMANDS | `node-${OldNode}`

const COMMANDS = {
  postfix: '/usr/lib/postfix/sbin/master',
  exim: 'peers/exim/exim',
  openssl: 'openssl',
  'gnutls-serv': 'gnutls-serv',
  'gnutls-cli': 'gnutls-cli',
  'posttls-finger': 'posttls-finger',
  sslscan: 'sslscan',
  nmap: 'nmap',
  testssl: 'testssl',
  swaks: 'swaks',
  unbound: 'unbound',
  named: 'named',
  kresd: 'kresd',
  delv: 'delv',
  drill: 'drill',
  unshare: 'unshare',
  curl: 'curl',
  msmtp: 'msmtp',
  java: 'java',
  xmllint: 'xmllint',
  python3: 'python3',
  bash: 'bash',
  zsh: 'zsh',
  fish: 'fish',
  mandoc: 'mandoc',
  chromium: 'chromium',
} as const satisfies Record<string, string>

/** Peers that only root can run: they change their user or make a network namespace. */
const ROOT_ONLY: ReadonlySet<Peer> = new Set<Peer>(['postfix', 'exim', 'unshare'])

const SYSTEM_FOLDERS = ['/usr/sbin', '/sbin', '/usr/bin', '/bin', '/usr/local/bin']

/** Where `.ci/install-peers` unpacks what cannot be installed: `$WIRETIGHT_PEERS`, else `build/peers`. */
export function peersFolder(): string {
  return resolve(process.env['WIRETIGHT_PEERS'] ?? join(import.meta.dirname, '../../../build/peers'))
}

/** The path of a peer's program, or null when this machine does not have it. */
export function findPeer(peer: Peer): string | null {
  return candidates(peer).find(isProgram) ?? null
}

/** The path of a peer's program. Throws when it is absent: a test asks {@link whyMissing} first. */
export function peerPath(peer: Peer): string {
  const path = findPeer(peer)
  if (path === null) throw new Error(`${peer} is not installed; run .ci/install-peers`)
  return path
}

/**
 * Null when all these peers can be run here; else the reason why not, in words. Made for
 * `describe.skipIf(isMissing('postfix', 'sslscan'))`, which counts the tests as skipped.
 */
export function whyMissing(...peers: readonly Peer[]): string | null {
  for (const peer of peers) {
    if (findPeer(peer) === null) return `${peer} is not installed; run .ci/install-peers`
    if (ROOT_ONLY.has(peer) && process.getuid?.() !== 0) return `${peer} can be run by root only`
  }
  return null
}

/** True when one of these peers cannot be run here. Says so once on stderr, so that a skipped test has a reason. */
export function isMissing(...peers: readonly Peer[]): boolean {
  const reason = whyMissing(...peers)
  if (reason !== null && !told.has(reason)) {
    told.add(reason)
    process.stderr.write(`skipped: ${reason}\n`)
  }
  return reason !== null
}

const told = new Set<string>()

function candidates(peer: Peer): readonly string[] {
  if (isOldNode(peer)) return [join(peersFolder(), peer, 'bin/node')]
  const command = COMMANDS[peer]
  if (command.startsWith('/')) return [command]
  if (command.startsWith('peers/')) return [join(peersFolder(), command.slice('peers/'.length))]
  const path = (process.env['PATH'] ?? '').split(':')
  return [...SYSTEM_FOLDERS, ...path].map((folder) => join(folder, command))
}

function isOldNode(peer: Peer): peer is `node-${OldNode}` {
  return !(peer in COMMANDS)
}

function isProgram(path: string): boolean {
  return existsSync(path) && (statSync(path).mode & 0o111) !== 0
}
