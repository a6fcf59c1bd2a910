import { versionTitle } from '../registry/versions.ts'
import type { DayTally, Way } from './day-clock.ts'
import { type Session, TRUST_LEVELS, type Trust } from './session.ts'
import type { Direction, StricterCode } from './stricter.ts'
import { nothing, type PeerTally, type Protections, type Tally, type TlsFailure } from './tally.ts'
import type { Software, SoftwareTraffic, Traffic } from './traffic.ts'

/** Messages by how they went. `unknown` where the program was not told to log TLS. */
export interface Shares {
  readonly messages: number
  readonly encrypted: number
  readonly clear: number
  readonly unknown: number
}

/** A name and how many messages it stands for. */
export interface Counted<Name = string> {
  readonly name: Name
  readonly messages: number
}

/** A destination or source, with those of its messages that are meant and all that it had. */
export interface CountedPeer {
  readonly name: string
  readonly messages: number
  readonly of: number
}

/** What a stricter setting would have turned away. */
export interface Stricter {
  readonly code: StricterCode
  readonly peers: number
  readonly messages: number
  /** The most affected ones. */
  readonly examples: readonly CountedPeer[]
}

/** Everything about one direction. */
export interface DirectionFacts extends Shares {
  readonly versions: readonly Counted<string | null>[]
  readonly suites: readonly Counted<string | null>[]
  readonly groups: readonly Counted<string | null>[]
  readonly trust: readonly Counted<Trust>[]
  /** Destinations or sources that were told apart, and messages of those beyond the limit. */
  readonly peers: number
  readonly messagesOfOthers: number
  /** How many peers had mail in clear, and the first of them by messages. */
  readonly clearPeers: number
  readonly inClear: readonly CountedPeer[]
  readonly stricter: readonly Stricter[]
  /** Deliveries that failed because TLS was required and not good enough; outgoing only. */
  readonly failures: readonly (Counted<TlsFailure> & { readonly peers: number; readonly examples: readonly string[] })[]
}

/** One day of the trend. */
export interface DayFacts {
  /** `2026-11-24`. */
  readonly day: string
  readonly in: Shares
  readonly out: Shares
}

/** What went into the reader. */
export interface LogInput {
  readonly files: number
  readonly bytes: number
  readonly lines: number
  /** Lines that said something about mail or TLS. */
  readonly linesRead: number
  /** Lines without a head that is known: torn ones, and rubbish. */
  readonly linesUnreadable: number
  readonly linesTooLong: number
}

/** What mail logs say about TLS. */
export interface LogFacts {
  readonly input: LogInput
  readonly software: readonly Counted<Software>[]
  readonly in: DirectionFacts
  readonly out: DirectionFacts
  /** Mail between programs of this machine, which is in no other number. */
  readonly local: { readonly in: Shares; readonly out: Shares }
  /** Oldest first. */
  readonly days: readonly DayFacts[]
}

/** Peers that a list names; the numbers beside it count all. */
const LISTED_PEERS = 1_000

/** Peers named as examples of a setting. */
const EXAMPLES = 20

/**
 * Makes facts of the sums. Neighbours on this machine (a content filter, a mailing list manager) are left out, unless there are no
 * others: then the log is that of a laboratory.
 */
export function logFactsOf(
  traffic: Traffic,
  days: readonly { readonly day: string; readonly tally: DayTally }[],
  input: LogInput,
): LogFacts {
  const programs = [...traffic.programs()].map(([software, ways]) => ({ software, ways }))
  const outside = sum(programs.flatMap(({ ways }) => [ways.in.total, ways.out.total]))
  const isLaboratory = outside.encrypted + outside.clear + outside.silent === 0
  const ways = (direction: Direction, local: boolean): Way =>
    local ? (direction === 'in' ? 'localIn' : 'localOut') : direction
  const talliesOf = (direction: Direction, local: boolean): readonly Resolved[] =>
    programs.map((program) => ({
      tally: program.ways[ways(direction, local)],
      tells: tells(program.software, program.ways, direction),
    }))
  const dayTells = (direction: Direction): boolean =>
    programs.every(
      ({ software, ways: each }) =>
        tells(software, each, direction) || each[ways(direction, isLaboratory)].total.silent === 0,
    )
  const localShares = (direction: Direction): Shares =>
    isLaboratory
      ? sharesOf(nothing(), true)
      : addShares(talliesOf(direction, true).map(({ tally, tells: does }) => sharesOf(tally.total, does)))
  return {
    input,
    software: programs.map(({ software, ways: each }) => ({
      name: software,
      messages: addShares(Object.values(each).map(({ total }) => sharesOf(total, true))).messages,
    })),
    in: directionFacts(talliesOf('in', isLaboratory), []),
    out: directionFacts(
      talliesOf('out', isLaboratory),
      programs.map(({ ways: { out } }) => out),
    ),
    local: { in: localShares('in'), out: localShares('out') },
    days: days.map(({ day, tally }) => ({
      day,
      in: sharesOf(tally[ways('in', isLaboratory)], dayTells('in')),
      out: sharesOf(tally[ways('out', isLaboratory)], dayTells('out')),
    })),
  }
}

/** A sum, and whether silence about TLS in it means that there was none. */
interface Resolved {
  readonly tally: Tally
  readonly tells: boolean
}

/** Postfix has a setting for each direction; Exim and Sendmail log TLS in both or in none. */
function tells(software: Software, ways: SoftwareTraffic, direction: Direction): boolean {
  const into = ways.in.tlsSeen || ways.localIn.tlsSeen
  const out = ways.out.tlsSeen || ways.localOut.tlsSeen
  if (software !== 'postfix') return into || out
  return direction === 'in' ? into : out
}

/** @param failing the sums that hold failures, whose neighbours are not told apart by where they are */
function directionFacts(tallies: readonly Resolved[], failing: readonly Tally[]): DirectionFacts {
  const sessions = new Map<Session | null, number>()
  for (const { tally } of tallies) {
    for (const [session, messages] of tally.sessions) sessions.set(session, (sessions.get(session) ?? 0) + messages)
  }
  const by = <Name>(nameOf: (session: Session | null) => Name): readonly Counted<Name>[] => counted(sessions, nameOf)
  const clear = clearPeersOf(tallies)
  return {
    ...addShares(tallies.map(({ tally, tells: does }) => sharesOf(tally.total, does))),
    versions: by((session) => (session?.version == null ? null : versionTitle(session.version))),
    suites: by((session) => session?.suite ?? null),
    groups: by((session) => session?.group ?? null),
    trust: by((session) => session?.trust ?? 'unknown').toSorted(
      (a, b) => TRUST_LEVELS.indexOf(b.name) - TRUST_LEVELS.indexOf(a.name),
    ),
    peers: tallies.reduce((count, { tally }) => count + tally.peers.size, 0),
    messagesOfOthers: tallies.reduce((count, { tally }) => count + tally.overflow, 0),
    clearPeers: clear.length,
    inClear: clear.slice(0, LISTED_PEERS),
    stricter: (tallies[0]?.tally.settings ?? []).map(({ code }, at) => stricterOf(code, at, tallies)),
    failures: failuresOf(failing),
  }
}

function counted<Name>(
  sessions: ReadonlyMap<Session | null, number>,
  nameOf: (session: Session | null) => Name,
): readonly Counted<Name>[] {
  const counts = new Map<Name, number>()
  for (const [session, messages] of sessions) {
    const name = nameOf(session)
    counts.set(name, (counts.get(name) ?? 0) + messages)
  }
  return [...counts].map(([name, messages]) => ({ name, messages })).toSorted((a, b) => b.messages - a.messages)
}

function clearPeersOf(tallies: readonly Resolved[]): readonly CountedPeer[] {
  return peersWhere(tallies, (peer, does) => peer.clear + (does ? peer.silent : 0))
}

function stricterOf(code: StricterCode, at: number, tallies: readonly Resolved[]): Stricter {
  const alsoSilent = tallies[0]?.tally.settings[at]?.refuses(null) === true
  const peers = peersWhere(tallies, (peer, does) => (peer.refused[at] ?? 0) + (alsoSilent && does ? peer.silent : 0))
  return {
    code,
    peers: peers.length,
    messages: peers.reduce((total, { messages }) => total + messages, 0),
    examples: peers.slice(0, EXAMPLES),
  }
}

/** Peers with any of the messages that are meant, those with the most first. */
function peersWhere(
  tallies: readonly Resolved[],
  count: (peer: PeerTally, tells: boolean) => number,
): readonly CountedPeer[] {
  return tallies
    .flatMap(({ tally, tells: does }) =>
      [...tally.peers].flatMap(([name, peer]) => {
        const messages = count(peer, does)
        return messages === 0 ? [] : [{ name: utf8(name), messages, of: peer.encrypted + peer.clear + peer.silent }]
      }),
    )
    .toSorted((a, b) => b.messages - a.messages || (a.name < b.name ? -1 : 1))
}

function failuresOf(tallies: readonly Tally[]): DirectionFacts['failures'] {
  return tallies
    .flatMap(({ failures }) => [...failures])
    .map(([name, peers]) => ({
      name,
      messages: [...peers.values()].reduce((total, each) => total + each, 0),
      peers: peers.size,
      examples: [...peers]
        .toSorted(([, a], [, b]) => b - a)
        .slice(0, EXAMPLES)
        .map(([peer]) => utf8(peer)),
    }))
    .toSorted((a, b) => b.messages - a.messages)
}

function sharesOf({ encrypted, clear, silent }: Protections, does: boolean): Shares {
  return {
    messages: encrypted + clear + silent,
    encrypted,
    clear: clear + (does ? silent : 0),
    unknown: does ? 0 : silent,
  }
}

function addShares(all: readonly Shares[]): Shares {
  const total = { messages: 0, encrypted: 0, clear: 0, unknown: 0 }
  for (const { messages, encrypted, clear, unknown } of all) {
    total.messages += messages
    total.encrypted += encrypted
    total.clear += clear
    total.unknown += unknown
  }
  return total
}

function sum(all: readonly Protections[]): Protections {
  const total = nothing()
  for (const { encrypted, clear, silent } of all) {
    total.encrypted += encrypted
    total.clear += clear
    total.silent += silent
  }
  return total
}

/** Names were kept as octets; SMTPUTF8 (RFC 6531) allows names in UTF-8. */
function utf8(name: string): string {
  return Buffer.from(name, 'latin1').toString('utf8')
}
