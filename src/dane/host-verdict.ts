import type { Failure } from '../base/failure.ts'
import { type Coverage, coverageOf, type ServedChain } from './coverage.ts'
import { type RolloverScheme, rolloverReadiness } from './rollover.ts'
import type { Standing } from './standing.ts'

/** One address of a host and what it showed. */
export interface SeenAddress {
  readonly address: string
  readonly port: number
  readonly chains: readonly ServedChain[]
  /** Why no chain was seen; null when one was. */
  readonly failure: Failure | null
}

/**
 * What DANE does for a host.
 *
 * - `valid`: every chain that was seen is vouched for
 * - `mismatch`, `dual-uncovered`, `address-differs`: none is; of one address not all are; not on all addresses
 * - `tls-not-offered`: there are records, and a server without TLS
 * - `lookup-failed`: whether there are records is not known, so that senders stay away
 * - `unusable`: there are records, but no client can use one
 * - `insecure`, `none`: there are none that count, or none at all
 * - `unseen`: there are records, but no server could be asked from here
 */
export type HostState =
  | 'valid'
  | 'mismatch'
  | 'dual-uncovered'
  | 'address-differs'
  | 'tls-not-offered'
  | 'lookup-failed'
  | 'unusable'
  | 'insecure'
  | 'none'
  | 'unseen'

/** A host judged. */
export interface HostVerdict {
  readonly state: HostState
  /** The set held against every chain; null where there is no usable set. */
  readonly coverage: Coverage | null
  /** Whether the set is ready for the next key; null when it is not, or there is no usable set. */
  readonly rollover: RolloverScheme | null
}

/** Judges a host by its records and by what its addresses showed. */
export function judgeHost(
  standing: Standing,
  servers: readonly SeenAddress[],
  referenceNames: readonly string[],
  now: string,
): HostVerdict {
  const without = (state: HostState): HostVerdict => ({ state, coverage: null, rollover: null })
  switch (standing.state) {
    case 'failed':
      return without('lookup-failed')
    case 'insecure':
      return without('insecure')
    case 'none':
      return without('none')
    case 'unusable-only':
      return without(servers.some(lacksTls) ? 'tls-not-offered' : 'unusable')
    case 'usable': {
      const { records } = standing
      const coverage = coverageOf({ records, servers, referenceNames, now })
      const state = servers.some(lacksTls) ? 'tls-not-offered' : HOST_STATES[coverage.state]
      return { state, coverage, rollover: rolloverReadiness(records) }
    }
    default:
      return standing satisfies never
  }
}

const HOST_STATES: Readonly<Record<Coverage['state'], HostState>> = {
  covered: 'valid',
  uncovered: 'mismatch',
  'dual-uncovered': 'dual-uncovered',
  'address-differs': 'address-differs',
  unseen: 'unseen',
}

/** True for a server that said so itself; one that cannot be reached says nothing. */
function lacksTls({ failure }: SeenAddress): boolean {
  return failure?.code === 'starttls-not-offered' || failure?.code === 'starttls-refused'
}

/**
 * What DANE does for a domain.
 *
 * - `valid`: every host is, and the MX records are secure
 * - `partial`: some are, or the MX records are not secure, so that a forged one leads elsewhere
 * - `failing`: mail through at least one host is held back
 * - `none`: no host has records that count
 * - `unknown`: what there is could not be seen from here
 */
export type DomainVerdict = 'valid' | 'partial' | 'failing' | 'none' | 'unknown'

/** Puts the hosts of a domain together. `isSecure` is about its MX records; true where none are needed. */
export function judgeDomain(states: readonly HostState[], isSecure: boolean): DomainVerdict {
  if (states.some((state) => FAILING.has(state))) return 'failing'
  if (states.includes('unseen')) return 'unknown'
  const valid = states.filter((state) => state === 'valid').length
  if (valid === 0) return states.includes('unusable') ? 'failing' : 'none'
  return valid === states.length && isSecure ? 'valid' : 'partial'
}

const FAILING: ReadonlySet<HostState> = new Set<HostState>([
  'mismatch',
  'dual-uncovered',
  'address-differs',
  'tls-not-offered',
  'lookup-failed',
])
