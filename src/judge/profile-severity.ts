import { CIPHER_SUITES } from '../registry/cipher-suites.ts'
import { GROUPS } from '../registry/groups.ts'
import { hashBelow } from '../registry/signature-scheme.ts'
import { SIGNATURE_SCHEMES } from '../registry/signature-schemes.ts'
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
    case 'signatures':
      return evidence.schemes.flatMap((name) => hashes.get(name) ?? [])
    case 'key':
      return [{ kind: 'key', algorithm: evidence.algorithm, bits: evidence.bits, curve: evidence.curve }]
    case 'dh':
      return [{ kind: 'dh', bits: evidence.bits, prime: evidence.knownPrime, generator: evidence.generator }]
    default:
      return []
  }
}

const suites = new Map(CIPHER_SUITES.map((suite) => [suite.name, { kind: 'suite', suite } as const]))
const hashes = new Map(
  SIGNATURE_SCHEMES.flatMap((scheme) => {
    const hash = hashBelow(scheme)
    return hash === null ? [] : [[scheme.name, { kind: 'hash', hash }] as const]
  }),
)
const groups = new Map(GROUPS.map((group) => [group.name, { kind: 'group', group } as const]))
