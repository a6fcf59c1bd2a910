import { severityIn } from '../config-catalogue.ts'
import { type ConfigFinding, inOrder } from '../config-finding.ts'
import type { ConfigProfile } from '../config-profile.ts'
import { changeText, type PostfixChange } from './postfix-change.ts'
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

/** A finding with the changes that end it. */
export interface PostfixProblem {
  readonly finding: ConfigFinding
  readonly changes: readonly PostfixChange[]
}

/** All that the rules find, in the order of the rules. */
export function postfixProblems(
  configuration: PostfixConfiguration,
  profile: ConfigProfile,
): readonly PostfixProblem[] {
  const subject = postfixSubject(configuration, profile)
  return POSTFIX_RULES.flatMap(({ code, check }) =>
    check(subject).map(({ place, parameter, value, message, severity, changes, advice }) => ({
      finding: {
        code,
        severity: severityIn(profile, code, severity),
        file: place.file,
        line: place.line,
        column: place.column,
        parameter,
        value,
        message,
        fix: changes.length > 0 ? changes.map(changeText).join('\n') : (advice ?? null),
      },
      changes,
    })),
  )
}

/** Judges the settings of a Postfix; findings come in the order of files and lines, each once. */
export function lintPostfix(configuration: PostfixConfiguration, profile: ConfigProfile): readonly ConfigFinding[] {
  const files = [...configuration.mains, ...configuration.masters].map(({ document }) => document.file)
  return inOrder(
    postfixProblems(configuration, profile).map(({ finding }) => finding),
    files,
  )
}
