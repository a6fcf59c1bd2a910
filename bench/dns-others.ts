import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type DnsServer, startDnsServer } from '../src/dns/authority.ts'
import type { SignedTree } from '../src/dns/signed-tree.ts'
import { formatRdata } from '../src/dns/wire/presentation.ts'
import { RR_TYPES } from '../src/dns/wire/rr-type.ts'
import { respondFromZones } from '../src/dns/zone/respond.ts'
import { findPeer } from '../test/peers/harness/require-peer.ts'
import { startResolver } from '../test/peers/resolver-peers.ts'

/** What one validator needs for lookups of one kind, in milliseconds and queries to the authority; null where it cannot. */
export interface Timing {
  /** Nothing is known but the anchor (median). */
  readonly first: number
  readonly firstQueries: number
  /** The chain down to the zone above is known (median). */
  readonly zone: number | null
  /** The chain is known, the name is not (median, as the others). */
  readonly warm: number | null
  /** The same as a mean, which pauses of the machine and of the garbage collector raise. */
  readonly warmMean: number | null
}

/** The names of a measurement, each asked once. */
export interface Names {
  readonly first: readonly string[]
  readonly zones: readonly string[]
  readonly warm: readonly string[]
}

/** An authority that counts what it is asked. */
export interface CountingAuthority extends DnsServer {
  readonly queries: () => number
}

/** Serves a tree on loopback. */
export async function startCountingAuthority({ zones }: SignedTree): Promise<CountingAuthority> {
  let queries = 0
  const server = await startDnsServer({ address: '127.0.0.1', port: 0 }, (query) => {
    queries += 1
    return respondFromZones(zones, query)
  })
  return { ...server, queries: () => queries }
}

/** The mean. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** The middle one. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/**
 * unbound in a process of its own, which forwards to the authority; each question crosses loopback once more than ours.
 * Null when it is not installed.
 */
export async function timeUnbound(
  authority: CountingAuthority,
  tree: SignedTree,
  names: Names,
): Promise<Timing | null> {
  if (findPeer('unbound') === null) return null
  const first: number[] = []
  let firstQueries = 0
  for (const name of names.first.slice(0, 5)) {
    const resolver = await startResolver('unbound', { server: authority, anchor: anchorOf(tree) })
    const before = authority.queries()
    first.push(await timed(() => resolver.ask(name, 'TLSA')))
    firstQueries = authority.queries() - before
    await resolver.stop()
  }
  const resolver = await startResolver('unbound', { server: authority, anchor: anchorOf(tree) })
  await resolver.ask(names.first[0] ?? '', 'TLSA')
  const zones: number[] = []
  for (const name of names.zones) zones.push(await timed(() => resolver.ask(name, 'TLSA')))
  const warm: number[] = []
  for (const name of names.warm) warm.push(await timed(() => resolver.ask(name, 'TLSA')))
  await resolver.stop()
  return { first: median(first), firstQueries, zone: median(zones), warm: median(warm), warmMean: mean(warm) }
}

/** delv, which starts a process and a chain for each question. Null when it is not installed. */
export async function timeDelv(authority: CountingAuthority, tree: SignedTree, names: Names): Promise<Timing | null> {
  const program = findPeer('delv')
  if (program === null) return null
  const folder = mkdtempSync(join(tmpdir(), 'wiretight-bench-'))
  const file = join(folder, 'anchors')
  const [tag = '', algorithm = '', digest = '', hex = ''] = anchorOf(tree).split(' ')
  writeFileSync(file, `trust-anchors { . static-ds ${tag} ${algorithm} ${digest} "${hex.toUpperCase()}"; };\n`)
  const run = promisify(execFile)
  const first: number[] = []
  let firstQueries = 0
  for (const name of names.first) {
    const words = [`@${authority.address}`, '-p', String(authority.port), '-a', file, '+root=.', name, 'TLSA']
    const before = authority.queries()
    first.push(await timed(() => run(program, words)))
    firstQueries = authority.queries() - before
  }
  rmSync(folder, { recursive: true })
  return { first: median(first), firstQueries, zone: null, warm: null, warmMean: null }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

function anchorOf({ anchors }: SignedTree): string {
  return formatRdata(RR_TYPES.DS, anchors[0]?.ds[0] ?? new Uint8Array(0))
}
