import { describe, expect, test } from 'vitest'
import type { Unknown } from '../src/base/answer.ts'
import { domainFacts, type ServerOverrides, serverFacts } from '../src/facts/builders.ts'
import type { DomainFacts } from '../src/facts/domain-facts.ts'
import { askAddress, askDomain, askExchanger, type Ruling } from '../src/judge/ask.ts'
import type { RuleCode } from '../src/judge/codes.ts'
import type { Evidence } from '../src/judge/evidence.ts'
import type { Profile } from '../src/judge/profile.ts'
import { DEFAULT_PROFILE } from '../src/judge/profiles.ts'
import { type Rule, severityOf } from '../src/judge/rule.ts'
import type { Severity } from '../src/judge/severity.ts'
import { subjectsOf } from '../src/judge/subject.ts'

/** One line of a rule's table: what the facts are and what the rule says of the first subject of its scope. */
export interface RuleCase {
  readonly code: RuleCode
  readonly given: string
  readonly facts: DomainFacts
  /** Who judges; by default the default profile. */
  readonly profile?: Profile
  readonly expected: Severity | 'clear' | 'not-applicable' | `unknown ${Unknown}`
  /** What at least one piece of evidence has to contain. */
  readonly evidence?: Partial<Evidence>
}

/** Facts of a domain with one server. */
export function oneServer(overrides: ServerOverrides): DomainFacts {
  return domainFacts({ servers: [serverFacts(overrides)] })
}

/** What a rule says of the first subject of its scope. */
export function rulingOf(rule: Rule, facts: DomainFacts, profile: Profile = DEFAULT_PROFILE): Ruling {
  const { domain, exchangers, addresses } = subjectsOf(facts, profile)
  const [exchanger] = exchangers
  const [address] = addresses
  const rulings =
    rule.scope === 'domain'
      ? askDomain([rule], domain)
      : rule.scope === 'mx'
        ? exchanger && askExchanger([rule], exchanger)
        : address && askAddress([rule], address)
  const ruling = rulings?.[0]
  if (ruling === undefined) throw new Error(`the facts have no subject for ${rule.code}`)
  return ruling
}

/** Runs a family's table and holds that each rule has a case that is found, one that is not, and an unknown one. */
export function testRules(
  rules: readonly Rule[],
  cases: readonly RuleCase[],
  neverUnknown: readonly RuleCode[] = [],
): void {
  const byCode = new Map(rules.map((rule) => [rule.code, rule]))

  test.each(cases.map((each) => ({ ...each, name: `${each.code}: ${each.given}` })))('$name', (each) => {
    const rule = byCode.get(each.code)
    if (rule === undefined) throw new Error(`no rule ${each.code} in this family`)
    const { verdict, subject } = rulingOf(rule, each.facts, each.profile)
    const said =
      verdict.verdict === 'found'
        ? severityOf(rule, verdict.evidence, subject.port)
        : verdict.verdict === 'unknown'
          ? `unknown ${verdict.why}`
          : verdict.verdict
    expect(said).toBe(each.expected)
    if (each.evidence !== undefined && verdict.verdict === 'found') {
      expect(verdict.evidence).toContainEqual(expect.objectContaining(each.evidence))
    }
  })

  describe('the table', () => {
    test.each(rules.map(({ code }) => ({ code })))('has every kind of case for $code', ({ code }) => {
      const outcomes = cases.filter((each) => each.code === code).map(({ expected }) => expected)
      const isOpen = (outcome: string): boolean => outcome.startsWith('unknown')
      const isClear = (outcome: string): boolean => outcome === 'clear' || outcome === 'not-applicable'
      expect(outcomes.some((outcome) => !isOpen(outcome) && !isClear(outcome))).toBe(true)
      expect(outcomes.some(isClear)).toBe(true)
      expect(outcomes.some(isOpen)).toBe(!neverUnknown.includes(code))
    })
  })
}
