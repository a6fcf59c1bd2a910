import type { Unknown } from '../../base/answer.ts'
import { type Coverage, coverageOf, type ServedAddress } from '../../dane/coverage.ts'
import { referenceNames } from '../../dane/reference-names.ts'
import { type Standing, standingOf } from '../../dane/standing.ts'
import type { ExchangerFacts } from '../../facts/domain-facts.ts'
import type { ServerFacts } from '../../facts/server-facts.ts'
import { whyHidden } from '../certificate-verdict.ts'
import { type ExchangerSubject, whyLeftOut } from '../subject.ts'

/** DANE of one exchanger on one port. */
export interface DaneView {
  readonly port: number
  readonly standing: Standing
  /** How the records fit the chains that were seen; null without usable records. */
  readonly coverage: Coverage | null
  /** The servers of that port. */
  readonly servers: readonly ServerFacts[]
  /** Why chains are unseen that senders may meet; none when all were seen. */
  readonly unseen: {
    /** At addresses that showed none. */
    readonly addresses: readonly Unknown[]
    /** Of another kind of key, at addresses that showed one. */
    readonly keys: readonly Unknown[]
  }
}

/** Views that were made; many rules ask for the same, and matching takes signatures. */
const made = new WeakMap<ExchangerSubject, readonly DaneView[]>()

/** What DANE-validating senders make of an exchanger, a view for each port; none when nobody looked. */
export function daneViews(subject: ExchangerSubject): readonly DaneView[] {
  const views = made.get(subject) ?? viewsOf(subject)
  made.set(subject, views)
  return views
}

function viewsOf({ facts, exchanger, servers }: ExchangerSubject): readonly DaneView[] {
  return exchanger.tlsa.map((tlsa): DaneView => {
    const subjects = servers.filter(({ server }) => server.port === tlsa.port)
    const onPort = subjects.map(({ server }) => server)
    const standing = standingOf(tlsa)
    const leftOut = whyLeftOut(exchanger.servers.filter(({ port }) => port === tlsa.port))
    const silent = subjects.filter(({ chains }) => chains.length === 0)
    const seen = subjects.filter(({ chains }) => chains.length > 0)
    const unseen = { addresses: [...leftOut, ...silent.flatMap(whyHidden)], keys: seen.flatMap(whyHidden) }
    if (standing.state !== 'usable') return { port: tlsa.port, standing, coverage: null, servers: onPort, unseen }
    const nextHop = facts.kind === 'domain' ? facts.domain : null
    const coverage = coverageOf({
      records: standing.records,
      servers: onPort.map(servedAddress),
      referenceNames: referenceNames({ base: standing.base, nextHop, mx: facts.mx }),
      now: facts.at,
    })
    return { port: tlsa.port, standing, coverage, servers: onPort, unseen }
  })
}

/** Each different chain of a server once, with the kind of its key. */
function servedAddress({ address, port, chains }: ServerFacts): ServedAddress {
  const different = [...new Map(chains.map((chain) => [chain.certificates.join(' '), chain])).values()]
  return {
    address,
    port,
    chains: different.map(({ keyType, certificates }) => ({
      keyType,
      version: '',
      certificates: certificates.map((base64) => Buffer.from(base64, 'base64')),
    })),
  }
}

/** True when the exchanger is an address, for which there can be no records. */
export function hasNoName({ v4, v6 }: ExchangerFacts): boolean {
  return v4 === null && v6 === null
}
