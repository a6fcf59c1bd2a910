import { parseDomainName } from '../../../base/domain-name.ts'
import {
  delegationDocumentOf,
  renderDelegationJson,
  renderDelegationText,
} from '../../../report/sender-test-delegation.ts'
import { checkDelegation } from '../../sendertest/check-delegation.ts'
import { EXIT } from '../exit-code.ts'
import { openNamedResolver, type ResolverOptions } from '../named-resolver.ts'
import { writeOut } from '../output.ts'
import { terminalLook } from '../terminal.ts'

/** Options of `sendertest check-delegation` as commander hands them over. */
export interface CheckDelegationOptions extends ResolverOptions {
  readonly json?: true
  readonly color: boolean
}

const EXITS = { good: EXIT.clean, bad: EXIT.findings, unknown: EXIT.undetermined } as const

/** `wiretight sendertest check-delegation ZONE`. Returns the exit code. */
export async function checkDelegationCommand(
  text: string,
  options: CheckDelegationOptions,
  signal: AbortSignal,
): Promise<number> {
  const zone = parseDomainName(text)
  const { resolver } = await openNamedResolver(options, signal)
  const document = delegationDocumentOf(zone, await checkDelegation(zone, resolver, signal))
  const look = terminalLook(process.stdout, { color: options.color, ascii: false }, process.env)
  await writeOut(options.json ? renderDelegationJson(document) : renderDelegationText(document, look), undefined)
  return EXITS[document.verdict]
}
