import { type ConfigFinding, inOrder } from '../config-finding.ts'
import { type ChangeLanguage, problemsOf } from '../config-problem.ts'
import type { ConfigProfile } from '../config-profile.ts'
import type { ExchangeConfiguration } from './exchange-configuration.ts'
import type { ExchangeRule } from './exchange-subject.ts'
import { CERTIFICATE_CHECKS } from './rules-certificates.ts'
import { CONNECTOR_CHECKS } from './rules-connectors.ts'
import { SCHANNEL_CHECKS } from './rules-schannel.ts'

/** Every rule about Exchange. */
export const EXCHANGE_RULES: readonly ExchangeRule[] = [...CONNECTOR_CHECKS, ...CERTIFICATE_CHECKS, ...SCHANNEL_CHECKS]

/** A change is a line of PowerShell, or of a registry file, and stands for itself. */
const POWERSHELL: ChangeLanguage<string> = { text: (line) => line, touches: (line) => [line] }

/**
 * Judges exports of an Exchange server; findings come in the order of files and lines, each once.
 *
 * @param now ISO 8601, for the dates of certificates; null leaves them alone
 */
export function lintExchange(
  configuration: ExchangeConfiguration,
  profile: ConfigProfile,
  now: string | null = null,
): readonly ConfigFinding[] {
  return inOrder(
    problemsOf(EXCHANGE_RULES, { configuration, profile, now }, POWERSHELL).map(({ finding }) => finding),
    configuration.documents.map(({ file }) => file),
  )
}

/** The PowerShell that ends what can be ended, each command once, with the findings as comments. Empty when there is nothing. */
export function fixExchange(
  configuration: ExchangeConfiguration,
  profile: ConfigProfile,
  now: string | null = null,
): string {
  const seen = new Set<string>()
  const parts = problemsOf(EXCHANGE_RULES, { configuration, profile, now }, POWERSHELL).flatMap(
    ({ finding, changes }) => {
      const fresh = changes.filter((line) => !seen.has(line))
      for (const line of fresh) seen.add(line)
      return fresh.length === 0
        ? []
        : [`# ${finding.code}: ${finding.message.replace(/[\r\n]+/g, ' ')}\n${fresh.join('\n')}\n`]
    },
  )
  return parts.join('\n')
}
