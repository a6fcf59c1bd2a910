import { type ConfigFinding, inOrder } from '../config-finding.ts'
import { type ConfigProblem, problemsOf } from '../config-problem.ts'
import type { ConfigProfile } from '../config-profile.ts'
import type { EximConfiguration } from './exim-configuration.ts'
import { type EximChange, type EximRule, eximChangeText, touchedByExim } from './exim-subject.ts'
import { EXIM_CIPHER_CHECKS } from './rules-ciphers.ts'
import { EXIM_INBOUND_CHECKS } from './rules-inbound.ts'
import { EXIM_PARAMETER_CHECKS } from './rules-parameters.ts'
import { EXIM_SERVICE_CHECKS } from './rules-services.ts'

/** Every rule about Exim. */
export const EXIM_RULES: readonly EximRule[] = [
  ...EXIM_PARAMETER_CHECKS,
  ...EXIM_INBOUND_CHECKS,
  ...EXIM_CIPHER_CHECKS,
  ...EXIM_SERVICE_CHECKS,
]

/** All that the rules find, in the order of the rules. */
export function eximProblems(
  configuration: EximConfiguration,
  profile: ConfigProfile,
): readonly ConfigProblem<EximChange>[] {
  return problemsOf(EXIM_RULES, { configuration, profile }, { text: eximChangeText, touches: touchedByExim })
}

/** Judges the settings of an Exim; findings come in the order of files and lines, each once. */
export function lintExim(configuration: EximConfiguration, profile: ConfigProfile): readonly ConfigFinding[] {
  return inOrder(
    eximProblems(configuration, profile).map(({ finding }) => finding),
    configuration.documents.map(({ file }) => file),
  )
}
