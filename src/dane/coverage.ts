import type { TlsaRecord } from '../dns/lookup.ts'
import { type MatchVerdict, matchChain } from './match.ts'

/** A chain that a server showed. */
export interface ServedChain {
  /** The kind of its key, such as `rsa` or `ec`. */
  readonly keyType: string
  /** The TLS version in which it was seen. */
  readonly version: string
  readonly certificates: readonly Uint8Array[]
}

/** The chains of one address and port; none when none was seen. */
export interface ServedAddress {
  readonly address: string
  readonly port: number
  readonly chains: readonly ServedChain[]
}

/** What a host's TLSA set is held against. */
export interface CoverageInput {
  readonly records: readonly TlsaRecord[]
  readonly servers: readonly ServedAddress[]
  readonly referenceNames: readonly string[]
  /** ISO 8601. */
  readonly now: string
}

/** A chain with what the records say of it. */
export interface ChainCoverage {
  readonly keyType: string
  readonly version: string
  readonly match: MatchVerdict
}

/**
 * An address: every chain is vouched for (`covered`), none (`uncovered`), one of several (`dual-uncovered`: which one a
 * sender gets depends on what it offers, so that some cannot deliver), or no chain was seen (`unseen`).
 */
export interface AddressCoverage {
  readonly address: string
  readonly port: number
  readonly state: 'covered' | 'uncovered' | 'dual-uncovered' | 'unseen'
  readonly chains: readonly ChainCoverage[]
}

/**
 * A host: as its addresses, or `address-differs` when some are covered and others not. Addresses without a chain say nothing,
 * unless there are no others.
 */
export interface Coverage {
  readonly state: AddressCoverage['state'] | 'address-differs'
  readonly servers: readonly AddressCoverage[]
}

/**
 * Holds the TLSA set of a host against every chain on every address. Each must match, because a sender gets to see one of
 * them and cannot know of the others.
 *
 * @see RFC 7671 section 8.1, RFC 7672 section 4
 */
export function coverageOf({ records, servers, referenceNames, now }: CoverageInput): Coverage {
  const covered = servers.map(({ address, port, chains }): AddressCoverage => {
    const matched = chains.map(
      ({ keyType, version, certificates }): ChainCoverage => ({
        keyType,
        version,
        match: matchChain({ records, chainDer: certificates, referenceNames, now }),
      }),
    )
    return { address, port, state: stateOf(matched), chains: matched }
  })
  const seen = [...new Set(covered.map(({ state }) => state).filter((state) => state !== 'unseen'))]
  const [only] = seen
  return { state: only === undefined ? 'unseen' : seen.length > 1 ? 'address-differs' : only, servers: covered }
}

function stateOf(chains: readonly ChainCoverage[]): AddressCoverage['state'] {
  const good = chains.filter(({ match }) => match.verdict === 'authenticated').length
  if (chains.length === 0) return 'unseen'
  if (good === chains.length) return 'covered'
  return good === 0 ? 'uncovered' : 'dual-uncovered'
}
