import { inWords } from '../base/in-words.ts'
import type { CaaRecord, DomainFacts } from '../facts/domain-facts.ts'
import { parseIssueValue } from '../judge/caa/issue-value.ts'
import { permissionOf } from '../judge/caa/permission.ts'
import { relevantCaa } from '../judge/caa/relevant-caa.ts'
import { shortHost } from './finding-rows.ts'
import { harmless } from './harmless.ts'
import type { Report } from './report.ts'
import { unknownReason } from './wording.ts'

/** Who may issue certificates for a host, as a sentence without its full stop: what its CAA records of today say. */
export function caaWords(host: string, lookups: DomainFacts['caa']): string {
  const relevant = relevantCaa(host, lookups)
  if (relevant.state === 'unknown') {
    return relevant.why === 'not-applicable'
      ? 'CAA: for what is no host name nobody issues certificates'
      : `CAA: who may issue certificates is not determined, ${unknownReason(relevant.why)}`
  }
  if (relevant.state === 'none') return 'CAA: no record, so that any authority may issue'
  const { at, records } = relevant
  const where = `CAA at ${harmless(at, NAME_CHARACTERS)}`
  const plain = permissionOf(records, false)
  if (plain.critical.length > 0)
    return `${where}: nobody may issue, for a critical property that no authority understands`
  const wildcard = permissionOf(records, true)
  const own = may(plain.deciding)
  const wild = may(wildcard.deciding)
  return `${where}: ${own} may issue${own === wild ? '' : `, and for wildcards ${wild}`}`
}

/**
 * The same for all hosts of a report, each sentence once, with the hosts it is about where there are several sentences. Hosts
 * that nobody looked at are left out, and those that no record restrains: `cert-caa-missing` tells of them.
 */
export function caaLines(report: Pick<Report, 'target' | 'mx' | 'domain'>): readonly string[] {
  const { caa } = report.domain
  const told = report.mx.filter(({ host }) => isRestrained(host, caa))
  const same = Map.groupBy(told, ({ host }) => caaWords(host, caa))
  return [...same].map(([words, hosts]) => {
    const names = [...new Set(hosts.map(({ host }) => shortHost(report, host)))]
    return same.size === 1 && told.length === report.mx.length ? words : `${inWords(names)}: ${words}`
  })
}

function isRestrained(host: string, lookups: DomainFacts['caa']): boolean {
  const relevant = relevantCaa(host, lookups)
  if (relevant.state !== 'found') return false
  const { issuers, critical } = permissionOf(relevant.records, false)
  return issuers !== null || critical.length > 0
}

/** Characters of a name that are shown. */
const NAME_CHARACTERS = 255

/** Authorities that are named. */
const NAMED = 5

/** `ca.example (accounturi=…) and other.example`, `nobody`, `any authority`. */
function may(deciding: readonly CaaRecord[]): string {
  if (deciding.length === 0) return 'any authority'
  const names = deciding.flatMap(({ value }): readonly string[] => {
    const { issuer, parameters } = parseIssueValue(value)
    if (issuer === null) return []
    const demands = parameters.length === 0 ? '' : ` (${harmless(parameters.join('; '), NAME_CHARACTERS)})`
    return [`${harmless(issuer, NAME_CHARACTERS)}${demands}`]
  })
  const different = [...new Set(names)]
  const more = different.length - NAMED
  return different.length === 0
    ? 'nobody'
    : inWords([...different.slice(0, NAMED), ...(more > 0 ? [`${more} more`] : [])])
}
