import type { DomainFacts } from '../facts/domain-facts.ts'
import type { ExchangerSum, TlsRptSummary } from '../facts/tls-rpt-facts.ts'
import type { Finding } from '../judge/finding.ts'
import type { Judgement } from '../judge/judge.ts'
import { findingDetail } from './evidence-wording.ts'
import { resultWords } from './tls-rpt-wording.ts'

/** A judged audit. */
export interface JudgedAudit {
  readonly facts: DomainFacts
  readonly judgement: Judgement
}

/** What an audit says of a mail server whose sessions failed, or of the domain where reports name no server. */
export interface AuditNote {
  /** As in the reports. */
  readonly host: string | null
  /** When the audit was made, ISO 8601; null when none has looked at this server. */
  readonly at: string | null
  /**
   * `confirmed`: the audit found something that explains the failures; `not-seen`: it looked and found nothing of the kind;
   * `unknown`: it could not tell; `not-audited`: it did not look at this server.
   */
  readonly state: 'confirmed' | 'not-seen' | 'unknown' | 'not-audited'
  /** The findings that explain the failures. */
  readonly findings: readonly { readonly code: string; readonly detail: string }[]
}

/** Findings that one note names. */
const NAMED = 20

/**
 * Puts what audits say beside each failing mail server of the reports. Of several audits of one server the latest counts.
 * Findings are matched by what senders would call them; which ones, is in {@link resultWords}.
 */
export function auditNotes({ exchangers }: TlsRptSummary, audits: readonly JudgedAudit[]): readonly AuditNote[] {
  if (audits.length === 0) return []
  const latestFirst = audits.toSorted((a, b) => (a.facts.at < b.facts.at ? 1 : a.facts.at > b.facts.at ? -1 : 0))
  return exchangers.filter(({ failed }) => failed > 0).map((exchanger) => noteOf(exchanger, latestFirst))
}

function noteOf({ host, results }: ExchangerSum, audits: readonly JudgedAudit[]): AuditNote {
  const audit = audits.find(({ facts }) => host === null || knows(facts, host))
  if (audit === undefined) return { host, at: null, state: 'not-audited', findings: [] }
  const explains = results.flatMap(({ result }) => resultWords(result).findings)
  const isAbout = ({ subject }: Pick<Finding, 'subject'>): boolean =>
    host === null ? subject.mx === null : subject.mx === null || subject.mx === host || subject.address === host
  const isExplained = ({ code }: { readonly code: string }): boolean =>
    explains.some((each) => (each.endsWith('-') ? code.startsWith(each) : code === each))
  const { findings, undetermined } = audit.judgement
  const found = findings.filter((finding) => isAbout(finding) && isExplained(finding) && finding.severity !== 'info')
  // Whoever looked for no TLSA records may still know all about the certificate.
  const isAside = ({ code, why }: (typeof undetermined)[number]): boolean =>
    why === 'not-asked' && code.startsWith('dane-') && explains.some((each) => !each.startsWith('dane-'))
  const open = undetermined.some((each) => isAbout(each) && isExplained(each) && !isAside(each))
  return {
    host,
    at: audit.facts.at,
    state: found.length > 0 ? 'confirmed' : open || explains.length === 0 ? 'unknown' : 'not-seen',
    findings: found.slice(0, NAMED).map((finding) => ({ code: finding.code, detail: findingDetail(finding) })),
  }
}

/** True when the audit met the server, by its name or one of its addresses. */
function knows({ exchangers, servers }: DomainFacts, host: string): boolean {
  return (
    exchangers.some((exchanger) => exchanger.host === host) ||
    servers.some((server) => server.address === host || server.host === host)
  )
}
