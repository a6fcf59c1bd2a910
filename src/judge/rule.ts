import type { TlsVersion } from '../base/answer.ts'
import type { RuleCode } from './codes.ts'
import type { Evidence } from './evidence.ts'
import { type Severity, worstSeverity } from './severity.ts'
import type { Software } from './software.ts'
import type { AddressSubject, DomainSubject, ExchangerSubject } from './subject.ts'
import type { Verdict } from './verdict.ts'

/** Where a rule comes from. The compiler refuses a rule that cites nothing. */
export type Citation =
  | `RFC ${number}`
  | `RFC ${number} section ${string}`
  | `RFC ${number} appendix ${string}`
  | `CVE-${number}-${number}`
  | 'CA/Browser Forum Baseline Requirements'
  | 'this product'

/** What a finding is about: the whole domain, one of its exchangers, or one address and port. */
export type Scope = 'domain' | 'mx' | 'address'

/** Fixes of the same name are one change of the settings: one line may end nine findings. */
export type Change =
  | 'versions'
  | 'ciphers'
  | 'suites'
  | 'certificate'
  | 'chain'
  | 'compression'
  | 'dh'
  | 'library'
  | 'mta-sts'
  | 'dane'
  | 'tls-rpt'
  | 'dnssec'

/**
 * How to end a finding: the exact setting for each mail server it is known for, and a sentence for all others.
 * Settings are lines of the server's own configuration language.
 */
export type Fix = {
  readonly any: string
  readonly change?: Change
  /** Suites to take out, in the language of OpenSSL's cipher lists; the lists of several fixes are joined. */
  readonly excludes?: readonly string[]
} & { readonly [Known in Software]?: string }

/**
 * When a finding weighs more or less than the rule's own severity, as data, so that the documentation can say it.
 *
 * - `submission`: the port is not 25; clients there log in and need not put up with weak TLS
 * - `version`: the evidence is about this version
 * - `daysAtMost`, `daysAtLeast`, `bitsBelow`: the evidence's number of days, or of bits of a modulus
 * - `type`: the evidence is about DNS records of this type
 * - `reach`: the evidence concerns only a part of the mail
 * - `mode`: the evidence is about a policy in this mode
 * - `faults`: the evidence names one of these faults
 */
export type Condition =
  | { readonly port: 'submission' }
  | { readonly version: TlsVersion }
  | { readonly daysAtMost: number }
  | { readonly daysAtLeast: number }
  | { readonly bitsBelow: number }
  | { readonly type: string }
  | { readonly reach: 'part' }
  | { readonly mode: string }
  | { readonly faults: readonly string[] }

/** A severity for a case, and why it differs. */
export interface SeverityCase {
  readonly when: Condition
  readonly severity: Severity
  readonly because: string
}

/** An option of `wiretight check` that asks what no plan asks by itself. */
export type OptIn = '--open-relay'

interface RuleData {
  readonly code: RuleCode
  readonly severity: Severity
  /** Cases that differ from `severity`; the first that holds counts. */
  readonly cases?: readonly SeverityCase[]
  /** The finding in a few words. */
  readonly title: string
  readonly source: readonly [Citation, ...Citation[]]
  /** What it is, who is affected, how much it matters: a paragraph for people. */
  readonly explain: string
  readonly fix: Fix
  /** The command that shows it; `{domain}`, `{host}`, `{address}`, `{port}`, `{connect}`, `{target}` and `{starttls}` are filled in. */
  readonly verify: string
  /** The option without which nobody asks: an audit without it left no gap. */
  readonly optIn?: OptIn
  /** True when no question can settle it, but only what a server sends of its own accord: that it is open is no news. */
  readonly unasked?: true
  /** True when each piece of evidence is a finding of its own, so that each can be fixed and tracked alone. */
  readonly each?: true
}

/** A rule about the whole domain. */
export interface DomainRule extends RuleData {
  readonly scope: 'domain'
  readonly check: (subject: DomainSubject) => Verdict
}

/** A rule about one exchanger. */
export interface ExchangerRule extends RuleData {
  readonly scope: 'mx'
  readonly check: (subject: ExchangerSubject) => Verdict
}

/** A rule about one address and port. */
export interface AddressRule extends RuleData {
  readonly scope: 'address'
  /** True when the rule asks about TLS: it is then not applicable where the server offers none. */
  readonly tls: boolean
  readonly check: (subject: AddressSubject) => Verdict
}

/** A rule: data that tells about it and one pure function that decides it. */
export type Rule = DomainRule | ExchangerRule | AddressRule

/**
 * The severity of a finding: the worst of its pieces of evidence, each by the first case that holds for it.
 *
 * @param port of the subject; null for a domain or an exchanger
 */
export function severityOf(rule: Rule, evidence: readonly Evidence[], port: number | null): Severity {
  const { severity, cases = [] } = rule
  return worstSeverity(
    evidence.map((piece) => cases.find(({ when }) => holds(when, piece, port))?.severity ?? severity),
  )
}

function holds(when: Condition, evidence: Evidence, port: number | null): boolean {
  if ('port' in when) return port !== null && port !== 25
  if ('version' in when) return 'version' in evidence && evidence.version === when.version
  if ('daysAtMost' in when) return (daysOf(evidence) ?? Number.POSITIVE_INFINITY) <= when.daysAtMost
  if ('daysAtLeast' in when) return (daysOf(evidence) ?? Number.NEGATIVE_INFINITY) >= when.daysAtLeast
  if ('mode' in when) return 'mode' in evidence && evidence.mode === when.mode
  if ('faults' in when) return 'fault' in evidence && when.faults.includes(evidence.fault)
  if ('type' in when) return 'type' in evidence && evidence.type === when.type
  if ('reach' in when) return 'reach' in evidence && evidence.reach === when.reach
  // The bits of a curve are worth ten times those of a modulus.
  const isCurve = evidence.kind === 'key' && evidence.algorithm === 'ec'
  return 'bits' in evidence && !isCurve && evidence.bits < when.bitsBelow
}

function daysOf(evidence: Evidence): number | null {
  return 'days' in evidence ? evidence.days : null
}
