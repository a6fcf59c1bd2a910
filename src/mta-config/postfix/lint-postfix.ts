import { type ConfigFinding, inOrder } from '../config-finding.ts'
import { type ConfigProblem, problemsOf } from '../config-problem.ts'
import type { ConfigProfile } from '../config-profile.ts'
import { changeText, type PostfixChange, touchedBy } from './postfix-change.ts'
import type { PostfixConfiguration } from './postfix-configuration.ts'
import { type PostfixRule, postfixSubject } from './postfix-subject.ts'
import { CIPHER_CHECKS } from './rules/cipher-rules.ts'
import { INBOUND_CHECKS } from './rules/inbound-rules.ts'
import { OUTBOUND_CHECKS } from './rules/outbound-rules.ts'
import { PARAMETER_CHECKS } from './rules/parameter-rules.ts'
import { SERVICE_CHECKS } from './rules/service-rules.ts'
import { VALUE_CHECKS } from './rules/value-rules.ts'

/** Every rule about Postfix. */
export const POSTFIX_RULES: readonly PostfixRule[] = [
  ...PARAMETER_CHECKS,
  ...VALUE_CHECKS,
  ...INBOUND_CHECKS,
  ...CIPHER_CHECKS,
  ...SERVICE_CHECKS,
  ...OUTBOUND_CHECKS,
]

/** All that the rules find, in the order of the rules. */
export function postfixProblems(
  configuration: PostfixConfiguration,
  profile: ConfigProfile,
): readonly ConfigProblem<PostfixChange>[] {
  return problemsOf(POSTFIX_RULES, postfixSubject(configuration, profile), { text: changeText, touches: touchedBy })
}

/** Judges the settings of a Postfix; findings come in the order of files and lines, each once. */
export function lintPostfix(configuration: PostfixConfiguration, profile: ConfigProfile): readonly ConfigFinding[] {
  const files = [...configuration.mains, ...configuration.masters].map(({ document }) => document.file)
  return inOrder(
    postfixProblems(configuration, profile).map(({ finding }) => finding),
    files,
  )
}
