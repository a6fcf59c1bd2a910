import type { DomainFacts } from '../facts/domain-facts.ts'
import { askAddress, askDomain, askExchanger, askUnsurveyed, type Ruling } from './ask.ts'
import { RULES, RULES_VERSION } from './catalogue.ts'
import { type Coverage, coverageOf, joinCoverage, shareOf } from './coverage.ts'
import type { Finding, Undetermined } from './finding.ts'
import { handshakesFail } from './handshakes-fail.ts'
import type { Profile, ProfileName } from './profile.ts'
import { DEFAULT_PROFILE } from './profiles.ts'
import { severityOf } from './rule.ts'
import { type Grade, type Score, scoreOf, worseGrade } from './score.ts'
import { compareSeverity } from './severity.ts'
import { type AddressSubject, pointsAt, subjectsOf } from './subject.ts'

/** How something did: its score and grade, or null where too little is known, and how much of it is determined. */
export interface ScoreCard {
  /** 0 to 100; null when nothing could be determined. */
  readonly score: number | null
  readonly grade: Grade | null
  /** How the score comes about; null together with it. */
  readonly sum: Score | null
  /** The share of questions that were answered, 0 to 1. */
  readonly coverage: number
  /** True while questions are open: the grade may still get worse. */
  readonly provisional: boolean
}

/** The score card of one address and port. */
export interface AddressScore extends ScoreCard {
  readonly address: string
  readonly port: number
}

/** The score card of an exchanger: that of its worst address, less what concerns the exchanger itself. */
export interface ExchangerScore extends ScoreCard {
  readonly host: string
}

/** What the rules say of the facts. It holds no facts; a report joins both. */
export interface Judgement {
  readonly schema: 'wiretight/judgement@1'
  readonly profile: ProfileName
  readonly rulesVersion: string
  readonly score: number | null
  readonly grade: Grade | null
  readonly coverage: number
  readonly provisional: boolean
  /** The worst first, then in the order of the catalogue and of the subjects. */
  readonly findings: readonly Finding[]
  readonly undetermined: readonly Undetermined[]
  readonly scores: {
    readonly domain: ScoreCard
    readonly mx: readonly ExchangerScore[]
    readonly addresses: readonly AddressScore[]
  }
}

/** Judges facts by every rule. Pure: the same facts and profile give the same judgement, now or in years. */
export function judge(facts: DomainFacts, profile: Profile = DEFAULT_PROFILE): Judgement {
  const subjects = subjectsOf(facts, profile)
  const ofDomain = examine(askDomain(domainRules, subjects.domain), profile)
  const ofUnsurveyed = askUnsurveyed(addressRules, subjects).map((rulings, at) => {
    return { host: subjects.unsurveyed[at]?.host, ...examine(rulings, profile) }
  })
  const ofAddresses = subjects.addresses.map((subject) => {
    const examined = examine(askAddress(addressRules, subject), profile)
    return {
      server: subject.server,
      sum: isDetermined(subject) ? scoreOf(examined.findings) : null,
      ...examined,
    }
  })
  const ofExchangers = subjects.exchangers.map((subject) => {
    const { exchanger } = subject
    const own = examine(askExchanger(exchangerRules, subject), profile)
    const parts = [
      ...ofAddresses.filter(({ server }) => exchanger.servers.some((ref) => pointsAt(ref, server))),
      ...ofUnsurveyed.filter(({ host }) => host === exchanger.host).map((part) => ({ ...part, sum: null })),
    ]
    return { host: exchanger.host, ...own, ...lessOwn(parts, own) }
  })

  const all = [ofDomain, ...ofExchangers, ...ofAddresses, ...ofUnsurveyed]
  const total = joinCoverage(all.map(({ coverage }) => coverage))
  const domain = cardOf(lessOwn(ofExchangers, ofDomain).sum, total)
  const { score, grade, coverage, provisional } = domain
  return {
    schema: 'wiretight/judgement@1',
    profile: profile.name,
    rulesVersion: RULES_VERSION,
    score,
    grade,
    coverage,
    provisional,
    findings: sortFindings(all.flatMap(({ findings }) => findings)),
    undetermined: all.flatMap(({ undetermined }) => undetermined),
    scores: {
      domain,
      mx: ofExchangers.map(({ host, sum, covered }) => ({ host, ...cardOf(sum, covered) })),
      addresses: ofAddresses.map(({ server: { address, port }, sum, coverage: own }) => {
        return { address, port, ...cardOf(sum, own) }
      }),
    },
  }
}

const domainRules = RULES.filter((rule) => rule.scope === 'domain')
const exchangerRules = RULES.filter((rule) => rule.scope === 'mx')
const addressRules = RULES.filter((rule) => rule.scope === 'address')
const place = new Map(RULES.map(({ code }, at) => [code, at]))

interface Examination {
  readonly findings: readonly Finding[]
  readonly undetermined: readonly Undetermined[]
  readonly coverage: Coverage
}

/** Sorts rulings into findings and open questions. */
function examine(rulings: readonly Ruling[], profile: Profile): Examination {
  const findings = rulings.flatMap(({ rule, subject, verdict }): readonly Finding[] => {
    if (verdict.verdict !== 'found') return []
    const { code, scope } = rule
    const groups = rule.each ? verdict.evidence.map((piece) => [piece]) : [verdict.evidence]
    return groups.map((evidence) => {
      const severity = profile.severities[code] ?? severityOf(rule, evidence, subject.port)
      return { code, severity, scope, subject, evidence }
    })
  })
  const undetermined = rulings.flatMap(({ rule: { code, scope }, subject, verdict }): readonly Undetermined[] =>
    verdict.verdict === 'unknown' ? [{ code, scope, subject, why: verdict.why }] : [],
  )
  return { findings, undetermined, coverage: coverageOf(rulings.map(({ verdict }) => verdict)) }
}

/** A server gets a grade once it is known whether it encrypts; all else may stay open. */
function isDetermined(subject: AddressSubject): boolean {
  const { mode, smtp, versions } = subject.server
  const refused = mode === 'starttls' && smtp.starttls.state === 'refused'
  const accepted = Object.values(versions).some(({ state }) => state === 'accepted')
  return refused || accepted || handshakesFail(subject).verdict === 'found'
}

/**
 * The sum of something that consists of parts: the worst part's score and cap, for an attacker picks the weakest, less
 * what was found about the whole. Null when no part has a score.
 */
function lessOwn(
  parts: readonly { readonly sum: Score | null; readonly coverage: Coverage }[],
  own: Examination,
): { readonly sum: Score | null; readonly covered: Coverage } {
  const covered = joinCoverage([own.coverage, ...parts.map(({ coverage }) => coverage)])
  const known = parts.flatMap(({ sum }) => (sum === null ? [] : [sum]))
  if (known.length === 0) return { sum: null, covered }
  const lowest = Math.min(...known.map(({ score }) => score))
  const cap = known.reduce<Grade>((worst, sum) => worseGrade(worst, sum.cap), 'A')
  return { sum: scoreOf(own.findings, lowest, cap), covered }
}

function cardOf(sum: Score | null, coverage: Coverage): ScoreCard {
  const share = shareOf(coverage)
  return { score: sum?.score ?? null, grade: sum?.grade ?? null, sum, coverage: share, provisional: share < 1 }
}

function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted(
    (a, b) => compareSeverity(a.severity, b.severity) || (place.get(a.code) ?? 0) - (place.get(b.code) ?? 0),
  )
}
