import { CIPHER_SUITES } from '../registry/cipher-suites.ts'
import { GROUPS } from '../registry/groups.ts'
import type { RuleCode } from './codes.ts'
import type { Evidence } from './evidence.ts'
import { type Item, type Profile, worstClass } from './profile.ts'
import { type Severity, worstSeverity } from './severity.ts'

/**
 * The severity of a finding under a profile: the profile's own for the code; else, where the profile weighs classes, by the
 * worst class of what proves the finding; else the rule's.
 *
 * @param severity what the rule says
 */
export function severityUnder(
  profile: Profile,
  code: RuleCode,
  severity: Severity,
  evidence: readonly Evidence[],
): Severity {
  const own = profile.severities[code]
  if (own !== undefined) return own
  // Attacks with a name weigh what they weigh; no source files them.
  if (profile.weights === null || code.startsWith('vuln-')) return severity
  const classes = evidence.flatMap(itemsOf).flatMap((item) => profile.classify(item) ?? [])
  switch (worstClass(classes)) {
    case 'deprecated':
      return profile.weights.deprecated
    case 'prohibited':
      return worstSeverity([severity, profile.weights.prohibited])
    default:
      return severity
  }
}

/** What a piece of evidence is about, as a profile can be asked. */
function itemsOf(evidence: Evidence): readonly Item[] {
  switch (evidence.kind) {
    case 'version':
      return [{ kind: 'version', version: evidence.version }]
    case 'suites':
      return evidence.suites.flatMap((name) => suites.get(name) ?? [])
    case 'groups':
      return evidence.groups.flatMap((name) => groups.get(name) ?? [])
    case 'key':
      // A curve that is too short is so under every profile; of the curves themselves the evidence says nothing.
      return evidence.algorithm === 'ec'
        ? []
        : [{ kind: 'key', algorithm: evidence.algorithm, bits: evidence.bits, curve: null }]
    case 'dh':
      // Short primes are found whatever their generator is.
      return [{ kind: 'dh', bits: evidence.bits, prime: evidence.knownPrime, generator: '2' }]
    default:
      return []
  }
}

const suites = new Map(CIPHER_SUITES.map((suite) => [suite.name, { kind: 'suite', suite } as const]))
const groups = new Map(GROUPS.map((group) => [group.name, { kind: 'group', group } as const]))
