import { detached, type Session } from './session.ts'
import { type Direction, STRICTER, type StricterSetting } from './stricter.ts'

/**
 * How a message went. `silent`: the log says nothing about TLS where it would have, if it logs TLS at all; whether that means "in
 * clear" is known when the whole log has been read.
 */
export type Protection = 'encrypted' | 'clear' | 'silent'

/** Messages by how they went. */
export interface Protections {
  encrypted: number
  clear: number
  silent: number
}

/** What one destination or source did. */
export interface PeerTally extends Protections {
  /** Messages that each setting of the direction would have refused, but for silent ones. */
  readonly refused: number[]
}

/** Destinations, or sources, that are told apart; beyond, messages are counted and names are not. */
export const PEERS = 100_000

/** Deliveries that failed for lack of good enough TLS. */
export type TlsFailure = 'not-offered' | 'refused' | 'handshake' | 'certificate'

/** Adds up one direction of one kind of neighbours. Its size depends on the number of peers, and that is bounded. */
export class Tally {
  readonly settings: readonly StricterSetting[]
  readonly total: Protections = nothing()
  readonly sessions = new Map<Session | null, number>()
  readonly peers = new Map<string, PeerTally>()
  /** Messages of peers that came when {@link PEERS} were there already. */
  overflow = 0
  readonly failures = new Map<TlsFailure, Map<string, number>>()
  /** True when the log has shown TLS once, so that its silence means something. */
  tlsSeen = false

  constructor(direction: Direction) {
    this.settings = STRICTER.filter((setting) => setting.direction === direction)
  }

  /** @param session of an encrypted message; null when only the fact is known */
  add(protection: Protection, session: Session | null, peer: string): void {
    const state = session?.isNull === true ? 'clear' : protection
    this.total[state] += 1
    if (protection === 'encrypted') this.tlsSeen = true
    if (state === 'encrypted') this.sessions.set(session, (this.sessions.get(session) ?? 0) + 1)
    const tally = this.#peer(peer)
    if (tally === null) return
    tally[state] += 1
    if (state === 'silent' || (state === 'encrypted' && session === null)) return
    for (let at = 0; at < this.settings.length; at += 1) {
      if (this.settings[at]?.refuses(state === 'clear' ? null : session))
        tally.refused[at] = (tally.refused[at] ?? 0) + 1
    }
  }

  addFailure(failure: TlsFailure, peer: string): void {
    const peers = this.failures.get(failure) ?? new Map<string, number>()
    this.failures.set(failure, peers)
    const count = peers.get(peer)
    if (count !== undefined || peers.size < PEERS)
      peers.set(count === undefined ? detached(peer) : peer, (count ?? 0) + 1)
  }

  #peer(name: string): PeerTally | null {
    const known = this.peers.get(name)
    if (known !== undefined) return known
    if (this.peers.size >= PEERS) {
      this.overflow += 1
      return null
    }
    const tally: PeerTally = { ...nothing(), refused: this.settings.map(() => 0) }
    this.peers.set(detached(name), tally)
    return tally
  }
}

/** Zero of each. */
export function nothing(): Protections {
  return { encrypted: 0, clear: 0, silent: 0 }
}
