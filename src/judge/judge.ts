import type { DomainFacts } from '../facts/domain-facts.ts'
import { askAddress, askDomain, askExchanger, askUnsurveyed, type Ruling } from './ask.ts'
import { RULES, RULES_VERSION } from './catalogue.ts'
import { type Coverage, coverageOf, joinCoverage, shareOf } from './coverage.ts'
import type { Cleared, Finding, Undetermined } from './finding.ts'
import { handshakesFail } from './handshakes-fail.ts'
import { type PolicySummary, policySummary } from './policies/policy-summary.ts'
import { type Protection, protectionOf } from './policies/protection.ts'
import type { Profile, ProfileName } from './profile.ts'
import { severityUnder } from './profile-severity.ts'
import { DEFAULT_PROFILE } from './profiles.ts'
import { severityOf } from './rule.ts'
import { type Grade, type Score, scoreOf, worseGrade } from './score.ts'
import { protectionMatrix, type SenderRow } from './senders/protection-matrix.ts'
import { compareSeverity } from './severity.ts'
import { type AddressSubject, type DomainSubject, pointsAt, subjectsOf } from './subject.ts'

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
  /** What was asked, answered and not found. Together with the findings and the open questions: all that was asked. */
  readonly cleared: readonly Cleared[]
  /** What defends mail to the domain, and what becomes of it; null where no mail goes, or a server was named itself. */
  readonly protection: ProtectionJudgement | null
  readonly scores: {
    readonly domain: ScoreCard
    readonly mx: readonly ExchangerScore[]
    readonly addresses: readonly AddressScore[]
  }
}

/** What keeps somebody on the path from reading the mail of a domain, and how each kind of sender fares. */
export interface ProtectionJudgement {
  readonly state: Protection['state']
  readonly policies: PolicySummary
  readonly senders: readonly SenderRow[]
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
  const findings = sortFindings(all.flatMap((examination) => examination.findings))
  const protection = judgeProtection(subjects.domain)
  const domain = cardOf(withHonours(lessOwn(ofExchangers, ofDomain).sum, findings, protection), total)
  const { score, grade, coverage, provisional } = domain
  return {
    schema: 'wiretight/judgement@1',
    profile: profile.name,
    rulesVersion: RULES_VERSION,
    score,
    grade,
    coverage,
    provisional,
    findings,
    undetermined: all.flatMap(({ undetermined }) => undetermined),
    cleared: all.flatMap(({ cleared }) => cleared),
    protection,
    scores: {
      domain,
      mx: ofExchangers.map(({ host, sum, covered }) => ({ host, ...cardOf(sum, covered) })),
      addresses: ofAddresses.map(({ server: { address, port }, sum, coverage: own }) => {
        return { address, port, ...cardOf(sum, own) }
      }),
    },
  }
}

/** The least score that is `A+` where DANE or an enforced policy works and nothing above info was found. */
const HONOURS = 95

function withHonours(
  sum: Score | null,
  findings: readonly Finding[],
  protection: ProtectionJudgement | null,
): Score | null {
  if (sum === null || sum.score < HONOURS || findings.some(({ severity }) => severity !== 'info')) return sum
  const isProtected = protection?.state === 'full' || protection?.state === 'first-use'
  return isProtected ? { ...sum, grade: 'A+' } : sum
}

function judgeProtection(subject: DomainSubject): ProtectionJudgement | null {
  const protection = protectionOf(subject)
  const senders = protectionMatrix(subject)
  return protection === null || senders === null
    ? null
    : { state: protection.state, policies: policySummary(subject), senders }
}

const domainRules = RULES.filter((rule) => rule.scope === 'domain')
const exchangerRules = RULES.filter((rule) => rule.scope === 'mx')
const addressRules = RULES.filter((rule) => rule.scope === 'address')
const place = new Map(RULES.map(({ code }, at) => [code, at]))

interface Examination {
  readonly findings: readonly Finding[]
  readonly undetermined: readonly Undetermined[]
  readonly cleared: readonly Cleared[]
  readonly coverage: Coverage
}

/** Sorts rulings into findings, open questions and what is clear; what does not apply is none of them. */
function examine(rulings: readonly Ruling[], profile: Profile): Examination {
  const findings = rulings.flatMap(({ rule, subject, verdict }): readonly Finding[] => {
    if (verdict.verdict !== 'found') return []
    const { code, scope } = rule
    const groups = rule.each ? verdict.evidence.map((piece) => [piece]) : [verdict.evidence]
    return groups.map((evidence) => {
      const severity = severityUnder(profile, code, severityOf(rule, evidence, subject.port), evidence)
      return { code, severity, scope, subject, evidence }
    })
  })
  const undetermined = rulings.flatMap(({ rule: { code, scope }, subject, verdict }): readonly Undetermined[] =>
    verdict.verdict === 'unknown' ? [{ code, scope, subject, why: verdict.why }] : [],
  )
  const cleared = rulings.flatMap(({ rule: { code, scope }, subject, verdict }): readonly Cleared[] =>
    verdict.verdict === 'clear' ? [{ code, scope, subject }] : [],
  )
  return { findings, undetermined, cleared, coverage: coverageOf(rulings.map(({ verdict }) => verdict)) }
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
 * what was found about the whole. Null when no part has a score, unless what was found about the whole is critical.
 */
function lessOwn(
  parts: readonly { readonly sum: Score | null; readonly coverage: Coverage }[],
  own: Examination,
): { readonly sum: Score | null; readonly covered: Coverage } {
  const covered = joinCoverage([own.coverage, ...parts.map(({ coverage }) => coverage)])
  const known = parts.flatMap(({ sum }) => (sum === null ? [] : [sum]))
  if (known.length === 0) {
    // Mail that is lost before any server is reached is lost, whatever the servers are like.
    const isLost = own.findings.some(({ severity }) => severity === 'critical')
    return { sum: isLost ? scoreOf(own.findings) : null, covered }
  }
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
