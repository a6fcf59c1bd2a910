import { unprintable } from '../../base/printable.ts'
import type { DomainFacts } from '../../facts/domain-facts.ts'
import { selectRecord } from '../../tlsrpt/select-record.ts'
import type { DomainSubject } from '../subject.ts'
import { daneViews } from './dane-view.ts'
import { mtaStsView } from './mta-sts-view.ts'

/** What a domain publishes to protect its mail, in a word each. */
export interface PolicySummary {
  /** The mode of the policy, or why there is none. */
  readonly mtaSts: 'enforce' | 'testing' | 'none' | 'missing' | 'broken' | 'unknown' | 'not-asked'
  readonly dane: {
    readonly state: 'usable' | 'none' | 'unknown' | 'not-asked'
    /** Exchangers with usable records, of all that there are. */
    readonly exchangers: number
    readonly of: number
  }
  readonly tlsRpt: 'valid' | 'missing' | 'broken' | 'unknown' | 'not-asked'
}

/** Sums up the policies of a domain. */
export function policySummary(subject: DomainSubject): PolicySummary {
  return { mtaSts: ofMtaSts(subject.facts), dane: ofDane(subject), tlsRpt: ofTlsRpt(subject.facts) }
}

function ofMtaSts(facts: DomainFacts): PolicySummary['mtaSts'] {
  const view = mtaStsView(facts)
  switch (view.state) {
    case 'valid':
      return view.policy.mode
    case 'none':
      return 'missing'
    case 'not-asked':
      return 'not-asked'
    case 'lookup-failed':
      return 'unknown'
    case 'multiple':
    case 'record-invalid':
    case 'unfetched':
    case 'policy-invalid':
      return 'broken'
    default:
      return view satisfies never
  }
}

function ofDane({ exchangers }: DomainSubject): PolicySummary['dane'] {
  const hosts = exchangers().map((exchanger) => daneViews(exchanger).map(({ standing }) => standing.state))
  const usable = hosts.filter((states) => states.includes('usable')).length
  const counts = { exchangers: usable, of: hosts.length }
  if (hosts.every((states) => states.length === 0)) return { state: 'not-asked', ...counts }
  if (usable > 0) return { state: 'usable', ...counts }
  return { state: hosts.some((states) => states.includes('failed')) ? 'unknown' : 'none', ...counts }
}

function ofTlsRpt({ tlsRpt }: DomainFacts): PolicySummary['tlsRpt'] {
  if (tlsRpt === null) return 'not-asked'
  if (tlsRpt.lookup.outcome === 'failed') return 'unknown'
  const { verdict } = selectRecord(tlsRpt.lookup.records.map(unprintable))
  return verdict === 'none' ? 'missing' : verdict === 'valid' ? 'valid' : 'broken'
}
