import type { TlsVersion } from '../../src/base/answer.ts'
import type { Feature, Vulnerability } from '../../src/facts/server-facts.ts'
import type { RuleCode } from '../../src/judge/codes.ts'
import type { SuiteFamily } from '../../src/registry/cipher-suite.ts'
import { VERSION_NAMES } from '../../src/registry/versions.ts'
import type { FactCheck } from './checks.ts'

/** What one real server shows. A test audits the server and asserts all of it. */
export interface Shown {
  /** What it is, for people. */
  readonly peer: string
  readonly facts: readonly FactCheck[]
  /** The codes of its findings: these and no others. */
  readonly findings: readonly RuleCode[]
  /** Codes that nobody relies on here, each for a reason that stands beside it; all others must be settled. */
  readonly open?: readonly RuleCode[]
}

/** These versions are accepted and all others refused. */
export function versions(...accepted: readonly TlsVersion[]): readonly FactCheck[] {
  return VERSION_NAMES.map(
    (version): FactCheck => `version ${version} ${accepted.includes(version) ? 'accepted' : 'refused'}`,
  )
}

/** Suites of these families are accepted. */
export function suites(...families: readonly (SuiteFamily | 'ssl2')[]): readonly FactCheck[] {
  return families.map((family): FactCheck => `suites ${family}`)
}

/** These groups are accepted, by their IANA names. */
export function groups(...names: readonly string[]): readonly FactCheck[] {
  return names.map((name): FactCheck => `group ${name}`)
}

/** The server has these. */
export function has(...features: readonly Feature[]): readonly FactCheck[] {
  return features.map((feature): FactCheck => `feature ${feature} present`)
}

/** The server lacks these, and the survey says so. */
export function lacks(...features: readonly Feature[]): readonly FactCheck[] {
  return features.map((feature): FactCheck => `feature ${feature} absent`)
}

/** The server was probed for these and is not vulnerable. */
export function safeFrom(...vulnerabilities: readonly Vulnerability[]): readonly FactCheck[] {
  return vulnerabilities.map((vulnerability): FactCheck => `vulnerability ${vulnerability} absent`)
}
