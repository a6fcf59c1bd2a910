import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail } from '../../base/failure.ts'
import type { LoopbackPlace } from '../attack/loopback.ts'
import { waitForPort } from './wait-for.ts'

/** Where the resolver of a private world listens, as /etc/resolv.conf there says. */
const RESOLVER = { address: '127.0.0.1', port: 53 }

/** What a private world is made of. */
export interface PrivateWorld {
  readonly folder: string
  /** The path of `unbound`. */
  readonly unbound: string
  /** The DNS that it asks for everything. */
  readonly dns: LoopbackPlace
  /** DS records of the root, one a line. */
  readonly trustAnchor: string
}

/**
 * The parameters of `unshare` (util-linux) that put a program into a network where loopback is all there is, with a file system
 * of its own to mount into; everything that it starts ends with it.
 */
export const PRIVATE_NAMESPACES: readonly string[] = [
  ...['--net', '--mount', '--pid', '--fork', '--kill-child', '--propagation', 'private', '--'],
]

/** What a program in a private world said until its end, as text. */
export interface PrivateWords {
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs a program in a private world to its end.
 *
 * @param unshare the path of `unshare`
 * @param milliseconds after this time the world ends; by default never
 */
export async function runInPrivateWorld(
  unshare: string,
  command: readonly string[],
  milliseconds?: number,
): Promise<PrivateWords> {
  const child = spawn(unshare, [...PRIVATE_NAMESPACES, ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    killSignal: 'SIGKILL',
    ...(milliseconds === undefined ? {} : { timeout: milliseconds }),
  })
  const texts = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.stderr += text
  })
  await once(child, 'close')
  return texts
}

/**
 * Turns loopback on in a new network namespace, before anything listens there. Refuses to work anywhere else: what follows
 * would change the machine.
 *
 * @throws ProbeError `program-failed`
 */
export function enterPrivateWorld(): void {
  const links = execFileSync('ip', ['-oneline', 'link', 'show']).toString().trim().split('\n')
  if (links.length !== 1 || links[0]?.startsWith('1: lo:') !== true) {
    fail({ code: 'program-failed', program: 'unshare', text: 'this is no network namespace of its own' })
  }
  execFileSync('ip', ['link', 'set', 'lo', 'up'])
}

/**
 * Puts a validating resolver on port 53, which asks the world's own DNS, and to which /etc/resolv.conf points from now on. Above
 * all, it answers no question from an earlier proof of absence (RFC 8198): that would hide name servers that fail at one question.
 *
 * @throws ProbeError `program-failed`
 */
export async function furnishPrivateWorld({ folder, unbound, dns, trustAnchor }: PrivateWorld): Promise<void> {
  const anchorFile = join(folder, 'root.key')
  writeFileSync(anchorFile, trustAnchor)
  await startPrivateResolver(folder, unbound, [
    `trust-anchor-file: "${anchorFile}"`,
    ...QUIET_FORWARDER,
    'aggressive-nsec: no',
    'tcp-upstream: yes',
    ...forwardingTo(dns),
  ])
}

/** Lines for a resolver that asks a server of this machine, and that asks it nothing but what it was asked itself. */
export const QUIET_FORWARDER: readonly string[] = [
  'do-not-query-localhost: no',
  'trust-anchor-signaling: no',
  'root-key-sentinel: no',
  'qname-minimisation: no',
]

/** The lines that let a resolver ask one server for everything; they go to the end. */
export function forwardingTo({ address, port }: LoopbackPlace): readonly string[] {
  return ['forward-zone:', 'name: "."', `forward-addr: ${address}@${port}`]
}

/**
 * Makes a validating unbound the resolver of a private world. It belongs to nobody but root, writes nothing outside of its folder
 * and has no remote control.
 *
 * @param lines what else it is told: first of its server clause, then further clauses
 * @throws ProbeError `program-failed`
 */
export async function startPrivateResolver(folder: string, unbound: string, lines: readonly string[]): Promise<void> {
  const resolvConf = join(folder, 'resolv.conf')
  writeFileSync(resolvConf, `nameserver ${RESOLVER.address}\noptions edns0 trust-ad timeout:3 attempts:2\n`)
  execFileSync('mount', ['--bind', resolvConf, '/etc/resolv.conf'])
  const configuration = join(folder, 'unbound.conf')
  const own = [
    'remote-control:',
    'control-enable: no',
    'server:',
    `interface: ${RESOLVER.address}`,
    `directory: "${folder}"`,
    'chroot: ""',
    'username: ""',
    'pidfile: ""',
    'use-syslog: no',
    'logfile: ""',
    'module-config: "validator iterator"',
  ]
  writeFileSync(configuration, `${[...own, ...lines].join('\n')}\n`)
  spawn(unbound, ['-d', '-c', configuration], { stdio: 'ignore' })
  await waitForPort('unbound', RESOLVER)
}
