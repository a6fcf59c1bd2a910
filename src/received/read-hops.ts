import { headerSection } from './header-section.ts'
import type { Hop } from './hop.ts'
import { readHop } from './read-hop.ts'

/*
 * Every server that takes a message over puts a Received field on top of it (RFC 5321 section 4.4), so the newest comes first
 * and the list reads backwards along the way. Only the fields of servers that one trusts are testimony: whatever stands below
 * them may have been written by the sender.
 */

/** Received fields of one message that are read. RFC 5321 section 6.3 lets servers take 100 for a loop. */
export const HOPS = 500

/**
 * The hops of a message, or of header fields that somebody copied from one, newest first. Empty when there is no Received field.
 */
export function readHops(text: string): readonly Hop[] {
  const hops = headerSection(text)
    .filter(({ name }) => name.toLowerCase() === 'received')
    .slice(0, HOPS)
    .map(({ value }) => readHop(value))
  return hops.map((hop, at) => ({ ...hop, delaySeconds: secondsBetween(hops[at + 1]?.time ?? null, hop.time) }))
}

function secondsBetween(from: string | null, to: string | null): number | null {
  return from === null || to === null ? null : (Date.parse(to) - Date.parse(from)) / 1_000
}
