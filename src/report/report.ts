import type { Failure } from '../base/failure.ts'
import type { DomainFacts, ExchangerFacts, ServerRef, Vantage } from '../facts/domain-facts.ts'
import type { SubmissionFacts } from '../facts/policy-facts.ts'
import type { ServerFacts } from '../facts/server-facts.ts'
import { ruleByCode } from '../judge/catalogue.ts'
import type { RuleCode } from '../judge/codes.ts'
import { fillCommand } from '../judge/command.ts'
import type { Finding, Undetermined } from '../judge/finding.ts'
import type { Judgement, ScoreCard } from '../judge/judge.ts'
import type { Fix } from '../judge/rule.ts'
import { type RecognisedSystem, recogniseSoftware, recogniseSystem, type Software } from '../judge/software.ts'
import type { SubjectRef } from '../judge/subject.ts'
import { findingDetail } from './evidence-wording.ts'
import { headline } from './headline.ts'
import { type PlanStep, planOf } from './plan.ts'

/**
 * One report: what was observed, what the rules say of it, and the words for both. It is the JSON that scripts get, what
 * every other form is rendered from, and, by {@link factsOfReport}, the stored facts that can be judged again.
 */
export interface Report extends ScoreCard {
  readonly schema: 'wiretight/report@1'
  /** The domain in A-labels, or the `host:port` target as given. */
  readonly target: string
  readonly kind: DomainFacts['kind']
  /** The result in one plain sentence. */
  readonly headline: string
  /** ISO 8601 in UTC. */
  readonly startedAt: string
  readonly finishedAt: string
  readonly profile: string
  readonly rulesVersion: string
  readonly mx: readonly ReportedExchanger[]
  readonly domain: ReportedDomain
  readonly findings: readonly ReportedFinding[]
  readonly undetermined: readonly Undetermined[]
  /** The changes that end the findings, in the order in which they are worth doing; absent from reports of the first release. */
  readonly plan: readonly PlanStep[]
  /** What becomes of mail under attack; null where no mail goes, or a server was named itself. */
  readonly protection: Judgement['protection']
  readonly budget: ReportedBudget
  readonly vantage: Vantage
}

/** What DNSSEC says of an answer. */
export type DnssecStatus = NonNullable<DomainFacts['mx']>['dnssec']['status']

/** What concerns the whole domain. What no probe of this version looks at is null. */
export interface ReportedDomain {
  readonly route: DomainFacts['route']
  /** The MX lookup; null for a `host:port` target. */
  readonly mx: DomainFacts['mx']
  readonly dnssec: DnssecStatus | null
  readonly mtaSts: DomainFacts['mtaSts']
  readonly tlsRpt: DomainFacts['tlsRpt']
  readonly submission: readonly ReportedSubmission[]
  readonly reverse: DomainFacts['reverse']
  /** CAA records at the names of hosts, and above them up to the first set. */
  readonly caa: DomainFacts['caa']
  /** Codes that were decided for the domain and not found. */
  readonly cleared: readonly RuleCode[]
}

/** One announced way to submit mail. */
export interface ReportedSubmission extends Pick<SubmissionFacts, 'service' | 'lookup'> {
  readonly hosts: readonly ReportedExchanger[]
}

/** One mail exchanger with its addresses. */
export interface ReportedExchanger extends ScoreCard {
  readonly host: string
  readonly preference: number
  /** What DNSSEC says of its addresses: the weaker of both lookups; null when there was none. */
  readonly dnssec: DnssecStatus | null
  readonly lookups: Pick<ExchangerFacts, 'v4' | 'v6'>
  readonly tlsa: ExchangerFacts['tlsa']
  /** Codes that were decided for the exchanger and not found. */
  readonly cleared: readonly RuleCode[]
  readonly addresses: readonly ReportedAddress[]
}

/** One address and port, with the facts of its survey, or the reason why there was none. */
export interface ReportedAddress extends ScoreCard {
  readonly ip: string
  readonly port: number
  readonly software: Software | null
  /** What runs there, and how that is known; null when nothing gives it away. */
  readonly system: RecognisedSystem | null
  /** Codes that were decided for the address and not found. */
  readonly cleared: readonly RuleCode[]
  readonly facts: ServerFacts | null
  /** Why it was not surveyed; null when it was. */
  readonly unsurveyed: Omit<ServerRef & { readonly surveyed: false }, 'address' | 'port' | 'surveyed'> | null
}

/** A finding with the words of its rule. */
export interface ReportedFinding extends Finding {
  readonly title: string
  /** What proves it, in one line. */
  readonly detail: string
  readonly fix: Fix
  /** The command that shows it. */
  readonly verify: string
}

/** What the audit cost. */
export interface ReportedBudget {
  readonly connections: number
  /** Connections to each server, by `address:port`, IPv6 addresses in brackets. */
  readonly perAddress: Readonly<Record<string, number>>
  /** Sent and received, without the headers of TCP and IP. */
  readonly bytes: number
  readonly seconds: number
}

/** Joins facts and their judgement into a report. */
export function reportOf(facts: DomainFacts, judgement: Judgement): Report {
  const { scores, findings } = judgement
  const cleared = Map.groupBy(judgement.cleared, ({ subject }) => subjectKey(subject))
  const clearedOf = (subject: Omit<SubjectRef, 'domain'>): readonly RuleCode[] =>
    cleared.get(subjectKey(subject))?.map(({ code }) => code) ?? []
  const surveys = new Map(facts.servers.map((server) => [endpoint(server.address, server.port), server]))
  const cards = new Map(scores.addresses.map((card) => [endpoint(card.address, card.port), card]))
  const exchangerOf = (exchanger: ExchangerFacts, card: ScoreCard | undefined): ReportedExchanger => {
    const { host, preference, v4, v6, tlsa, servers } = exchanger
    return {
      host,
      preference,
      ...cardOf(card),
      dnssec: weaker([v4, v6]),
      lookups: { v4, v6 },
      tlsa,
      cleared: clearedOf({ mx: host, address: null, port: null }),
      addresses: servers.map((ref) => {
        const at = endpoint(ref.address, ref.port)
        const own = surveys.get(at) ?? null
        const codes = own === null ? [] : clearedOf({ mx: own.host, address: ref.address, port: ref.port })
        return addressOf(ref, own, cards.get(at), codes)
      }),
    }
  }
  const mx = facts.exchangers.map((exchanger, at) => exchangerOf(exchanger, scores.mx[at]))
  const submission = facts.submission.map(({ service, lookup, hosts }): ReportedSubmission => {
    return { service, lookup, hosts: hosts.map((host) => exchangerOf(host, undefined)) }
  })
  return {
    schema: 'wiretight/report@1',
    target: facts.domain,
    kind: facts.kind,
    headline: headline(facts, judgement),
    startedAt: facts.at,
    finishedAt: facts.finishedAt,
    profile: judgement.profile,
    rulesVersion: judgement.rulesVersion,
    ...cardOf(scores.domain),
    mx,
    domain: {
      route: facts.route,
      mx: facts.mx,
      dnssec: weaker([facts.mx]),
      mtaSts: facts.mtaSts,
      tlsRpt: facts.tlsRpt,
      submission,
      reverse: facts.reverse,
      caa: facts.caa,
      cleared: clearedOf({ mx: null, address: null, port: null }),
    },
    findings: findings.map((finding) => withWords(finding, facts.servers)),
    undetermined: judgement.undetermined,
    plan: planOf(facts, judgement),
    protection: judgement.protection,
    budget: budgetOf(facts),
    vantage: facts.vantage,
  }
}

/** `203.0.113.10:25`, `[2001:db8::1]:25`. */
export function endpoint(address: string, port: number): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`
}

const NO_CARD: ScoreCard = { score: null, grade: null, sum: null, coverage: 0, provisional: true }

function cardOf({ score, grade, sum, coverage, provisional }: ScoreCard = NO_CARD): ScoreCard {
  return { score, grade, sum, coverage, provisional }
}

/** A subject as a key: what is null stands for itself. */
function subjectKey({ mx, address, port }: Omit<SubjectRef, 'domain'>): string {
  return JSON.stringify([mx, address, port])
}

/**
 * @param facts the survey of the address; null when there was none
 * @param cleared codes that are clear for it
 */
function addressOf(
  ref: ServerRef,
  facts: ServerFacts | null,
  card: ScoreCard | undefined,
  cleared: readonly RuleCode[],
): ReportedAddress {
  const { address: ip, port } = ref
  const unsurveyed = ref.surveyed ? null : failureOf(ref)
  return {
    ip,
    port,
    ...cardOf(facts === null ? NO_CARD : card),
    software: facts === null ? null : recogniseSoftware(facts),
    system: facts === null ? null : recogniseSystem(facts),
    cleared,
    facts: ref.surveyed ? facts : null,
    unsurveyed,
  }
}

function failureOf({ why, failure }: ServerRef & { readonly surveyed: false }): {
  readonly why: typeof why
  readonly failure: Failure | null
} {
  return { why, failure }
}

function withWords(finding: Finding, servers: readonly ServerFacts[]): ReportedFinding {
  const { code, subject } = finding
  const rule = ruleByCode(code)
  const server = servers.find(({ address, port }) => address === subject.address && port === subject.port)
  return {
    ...finding,
    title: rule?.title ?? code,
    detail: findingDetail(finding),
    fix: rule?.fix ?? { any: '' },
    verify: rule === undefined ? '' : fillCommand(rule.verify, subject, server?.mode),
  }
}

/** From the strongest to the weakest: a host is no better than the worse of its two lookups. */
const STRENGTH: readonly DnssecStatus[] = ['secure', 'insecure', 'indeterminate', 'bogus']

function weaker(lookups: readonly (Pick<NonNullable<DomainFacts['mx']>, 'dnssec'> | null)[]): DnssecStatus | null {
  const statuses = lookups.flatMap((lookup) => (lookup === null ? [] : [lookup.dnssec.status]))
  return STRENGTH.findLast((status) => statuses.includes(status)) ?? null
}

function budgetOf({ servers, at, finishedAt }: DomainFacts): ReportedBudget {
  const probes = servers.flatMap((server) => server.probes)
  return {
    connections: probes.length,
    perAddress: Object.fromEntries(
      servers.map(({ address, port, probes: own }) => [endpoint(address, port), own.length]),
    ),
    bytes: probes.reduce((sum, { sentBytes, receivedBytes }) => sum + sentBytes + receivedBytes, 0),
    seconds: Math.max(0, Math.round((Date.parse(finishedAt) - Date.parse(at)) / 100) / 10),
  }
}
