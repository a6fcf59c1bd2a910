import { editDistance } from '../base/edit-distance.ts'
import { familyOf, RULE_CODES, type RuleCode, type RuleFamily } from './codes.ts'
import type { Citation, Fix, OptIn, Rule, Scope, SeverityCase } from './rule.ts'
import { CERT_RULES } from './rules/cert.ts'
import { CIPHER_RULES } from './rules/cipher.ts'
import { DANE_RULES } from './rules/dane.ts'
import { DNSSEC_RULES } from './rules/dnssec.ts'
import { KEX_RULES } from './rules/kex.ts'
import { MTA_STS_RULES } from './rules/mta-sts.ts'
import { MX_RULES } from './rules/mx.ts'
import { PROTECTION_RULES } from './rules/protection.ts'
import { REQUIRETLS_RULES } from './rules/requiretls.ts'
import { SMTP_RULES } from './rules/smtp.ts'
import { SMTP_NAME_RULES } from './rules/smtp-names.ts'
import { SMTP_RELAY_RULES } from './rules/smtp-relay.ts'
import { STARTTLS_RULES } from './rules/starttls.ts'
import { TLS_RULES } from './rules/tls.ts'
import { TLS_RPT_RULES } from './rules/tls-rpt.ts'
import { VULN_RULES } from './rules/vuln.ts'
import type { Severity } from './severity.ts'

/** Grows with every change of a rule that may change a verdict; stands in each judgement. */
export const RULES_VERSION = '1'

/** Every rule there is, in the order in which a connection meets them. */
export const RULES: readonly Rule[] = [
  ...MX_RULES,
  ...DNSSEC_RULES,
  ...SMTP_RULES,
  ...SMTP_NAME_RULES,
  ...SMTP_RELAY_RULES,
  ...STARTTLS_RULES,
  ...TLS_RULES,
  ...CIPHER_RULES,
  ...KEX_RULES,
  ...CERT_RULES,
  ...MTA_STS_RULES,
  ...DANE_RULES,
  ...TLS_RPT_RULES,
  ...REQUIRETLS_RULES,
  ...PROTECTION_RULES,
  ...VULN_RULES,
]

const byCode = new Map<string, Rule>(RULES.map((rule) => [rule.code, rule]))

/** The rule of a code; undefined for a text that is no code. */
export function ruleByCode(code: string): Rule | undefined {
  return byCode.get(code)
}

/** Everything that a rule tells about itself, as data. */
export interface RuleExplanation {
  readonly code: RuleCode
  readonly family: RuleFamily
  readonly scope: Scope
  readonly severity: Severity
  readonly cases: readonly SeverityCase[]
  readonly title: string
  readonly explain: string
  readonly source: readonly Citation[]
  readonly fix: Fix
  readonly verify: string
  /** The option without which it is not asked; null for most. */
  readonly optIn: OptIn | null
}

/** What a rule tells about itself; null for a text that is no code. */
export function explainRule(code: string): RuleExplanation | null {
  const rule = byCode.get(code)
  if (rule === undefined) return null
  const { scope, severity, cases = [], title, explain, source, fix, verify, optIn = null } = rule
  return {
    code: rule.code,
    family: familyOf(rule.code),
    scope,
    severity,
    cases,
    title,
    explain,
    source,
    fix,
    verify,
    optIn,
  }
}

/** Codes that somebody may have meant, the nearest first, at most three; none when nothing is near. */
export function nearestCodes(text: string): readonly RuleCode[] {
  const wanted = text.trim().toLowerCase()
  return RULE_CODES.map((code) => ({ code, distance: distanceOf(wanted, code) }))
    .filter(({ code, distance }) => distance <= Math.max(2, Math.floor(code.length / 4)))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ code }) => code)
}

/** A code without its family, such as `expired`, is one step away from the whole. */
function distanceOf(wanted: string, code: RuleCode): number {
  if (wanted.length > 64) return Number.POSITIVE_INFINITY
  const bare = code.slice(code.indexOf('-') + 1)
  return bare === wanted ? 1 : editDistance(wanted, code)
}
