import type { SenderTestCaseFacts } from '../../facts/sender-test-facts.ts'
import type { CaseSpec, ServerBehaviour } from './case-spec.ts'

/** One mail server: where it listens and for which cases. */
export interface Post {
  readonly behaviour: ServerBehaviour
  readonly cases: readonly CaseSpec[]
  readonly addresses: readonly string[]
}

/** Addresses that may be used, in the order in which they are given away. */
export interface Addresses {
  readonly v4: readonly string[]
  readonly v6: readonly string[]
}

/** Where each case is served. */
export interface Placement {
  readonly posts: readonly Post[]
  /** The addresses of a case's exchanger; none for a case that is not served. */
  readonly addressesOf: (spec: CaseSpec) => Addresses
  /** Why a case is not served; null when it is. */
  readonly unservedOf: (spec: CaseSpec) => SenderTestCaseFacts['unserved']
}

/**
 * Gives the cases their addresses. Before a recipient is named, a connection can be known by nothing but its address, so
 * that servers that behave differently never share one. With enough addresses of a family every case has its own, and a
 * sender that leaves without a word is known to have meant it; otherwise cases whose servers behave alike share.
 *
 * @param cases the most important first: when there are too few addresses, those at the end go without
 */
export function placeCases(cases: readonly CaseSpec[], addresses: Addresses): Placement {
  const counts = [addresses.v4.length, addresses.v6.length].filter((count) => count > 0)
  const isRoomy = counts.length > 0 && Math.min(...counts) >= cases.length
  const groups = isRoomy ? cases.map((spec) => [spec]) : groupAlike(cases)
  const left = { v4: [...addresses.v4], v6: [...addresses.v6] }
  const posts = groups.flatMap((group): readonly Post[] => {
    const [first] = group
    if (first === undefined) return []
    const wants = (family: 4 | 6): boolean => group.some(({ families }) => families.includes(family))
    const taken = [wants(4) ? left.v4.shift() : undefined, wants(6) ? left.v6.shift() : undefined]
    return [{ behaviour: first.server, cases: group, addresses: taken.filter((address) => address !== undefined) }]
  })
  return placementOf(posts)
}

/** Gives every case an address of its own, as `addressOf` says; null leaves the case out. */
export function placeEach(
  cases: readonly CaseSpec[],
  addressOf: (spec: CaseSpec, at: number) => string | null,
): Placement {
  return placementOf(
    cases.map((spec, at): Post => {
      const address = addressOf(spec, at)
      return { behaviour: spec.server, cases: [spec], addresses: address === null ? [] : [address] }
    }),
  )
}

function placementOf(posts: readonly Post[]): Placement {
  const addressesOf = (spec: CaseSpec): Addresses => {
    const own = posts.find(({ cases }) => cases.includes(spec))?.addresses ?? []
    return {
      v4: spec.families.includes(4) ? own.filter((address) => !address.includes(':')) : [],
      v6: spec.families.includes(6) ? own.filter((address) => address.includes(':')) : [],
    }
  }
  return {
    posts: posts.filter((post) => post.addresses.length > 0),
    addressesOf,
    unservedOf: (spec) => {
      const { v4, v6 } = addressesOf(spec)
      if (v4.length + v6.length > 0) return null
      const [only, ...others] = spec.families
      if (others.length > 0) return 'no-address'
      return only === 4 ? 'no-ipv4' : 'no-ipv6'
    },
  }
}

function groupAlike(cases: readonly CaseSpec[]): readonly (readonly CaseSpec[])[] {
  return [...Map.groupBy(cases, ({ server }) => JSON.stringify(server)).values()]
}
