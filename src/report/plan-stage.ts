import type { RuleCode } from '../judge/codes.ts'
import type { Change } from '../judge/rule.ts'

/**
 * The five stages of the way to mail that is encrypted and cannot be downgraded, in the order in which a practical guide
 * tells administrators to go: look, take away what is obsolete, then what is weak, then publish a policy, then bind keys.
 */
export type PlanStage = 'audit' | 'versions' | 'suites' | 'mta-sts' | 'dane'

/** All stages in their order. */
export const PLAN_STAGES: readonly PlanStage[] = ['audit', 'versions', 'suites', 'mta-sts', 'dane']

/** What each stage is about, as a heading. */
export const STAGE_TITLES: Readonly<Record<PlanStage, string>> = {
  audit: 'Audit: every server answers, encrypts and shows a valid certificate',
  versions: 'Disable obsolete protocol versions',
  suites: 'Restrict cipher suites and key exchange',
  'mta-sts': 'Deploy MTA-STS, and TLS-RPT to hear of failures',
  dane: 'Enable DANE, which takes DNSSEC',
}

/** How much work a change is: a line of settings, a record in the zone, a certificate, an update, a signed zone. */
export type Effort = 'setting' | 'record' | 'certificate' | 'update' | 'zone'

/** All efforts, the least first. */
export const EFFORTS: readonly Effort[] = ['setting', 'record', 'certificate', 'update', 'zone']

const STAGE_OF_CHANGE: Readonly<Partial<Record<string, PlanStage>>> = {
  versions: 'versions',
  ciphers: 'suites',
  suites: 'suites',
  compression: 'suites',
  dh: 'suites',
  certificate: 'audit',
  chain: 'audit',
  'mta-sts': 'mta-sts',
  'tls-rpt': 'mta-sts',
  dane: 'dane',
  dnssec: 'dane',
}

const STAGE_OF_CODE: readonly { readonly begins: RegExp; readonly stage: PlanStage }[] = [
  { begins: /^tls-version-/, stage: 'versions' },
  { begins: /^(?:mta-sts|tls-rpt|protection|requiretls)-/, stage: 'mta-sts' },
  { begins: /^(?:cipher|kex|tls|vuln)-/, stage: 'suites' },
  { begins: /^(?:dane|dnssec)-/, stage: 'dane' },
]

/** The stage of a change; that of its worst code where the change itself does not tell. */
export function stageOf(change: Change | RuleCode, code: RuleCode): PlanStage {
  return STAGE_OF_CHANGE[change] ?? STAGE_OF_CODE.find(({ begins }) => begins.test(code))?.stage ?? 'audit'
}

const EFFORT_OF_CHANGE: Readonly<Partial<Record<string, Effort>>> = {
  certificate: 'certificate',
  chain: 'certificate',
  library: 'update',
}

const EFFORT_OF_CODE: readonly { readonly begins: RegExp; readonly effort: Effort }[] = [
  { begins: /^(?:mx-(?!inconsistent)|mta-sts-|tls-rpt-|protection-|cert-caa-)/, effort: 'record' },
  { begins: /^(?:dane|dnssec)-/, effort: 'zone' },
  {
    begins: /^(?:vuln-(?:heartbleed|ccs-injection|ticketbleed)|starttls-injection|smtp-ehlo-rejected)/,
    effort: 'update',
  },
]

/** How much work a change is. */
export function effortOf(change: Change | RuleCode, code: RuleCode): Effort {
  return EFFORT_OF_CHANGE[change] ?? EFFORT_OF_CODE.find(({ begins }) => begins.test(code))?.effort ?? 'setting'
}
