import { parseDomainName } from '../../../base/domain-name.ts'
import { fail } from '../../../base/failure.ts'
import { matchChain } from '../../../dane/match.ts'
import { parseTlsa } from '../../../dane/tlsa-text.ts'
import type { DaneMatch } from '../../../facts/dane-facts.ts'
import { matchDocumentOf, renderDaneJson } from '../../../report/dane-json.ts'
import { renderDaneMatch } from '../../../report/dane-record-text.ts'
import { dateOf, refuse } from '../check-options.ts'
import { EXIT } from '../exit-code.ts'
import { writeOut } from '../output.ts'
import { terminalLook } from '../terminal.ts'
import { readChain } from './read-inputs.ts'

/** Options of `dane match` as commander hands them over. */
export interface DaneMatchOptions {
  readonly tlsa: readonly string[]
  readonly chain: string
  readonly name?: readonly string[]
  readonly now?: string
  readonly caFile?: string
  readonly json?: true
  readonly color: boolean
  readonly ascii?: true
}

/** Records that one command takes. */
const RECORDS = 10_000

/** `wiretight dane match`: a chain in a file held against records, without any connection. Returns the exit code. */
export async function matchCommand(options: DaneMatchOptions): Promise<number> {
  const records = options.tlsa.slice(0, RECORDS).map(parseTlsa)
  if (options.tlsa.length > RECORDS) fail({ code: 'option-invalid', option: '--tlsa', reason: `more than ${RECORDS}` })
  const chainDer = await readChain(options.chain)
  const names = (options.name ?? []).map(parseDomainName)
  const at = (dateOf('--now', options.now) ?? new Date()).toISOString()
  const roots = options.caFile === undefined ? {} : { pkixRoots: await readChain(options.caFile) }
  const match = matchChain({ records, chainDer, referenceNames: names, now: at, ...roots })
  if (names.length === 0 && match.verdict === 'failed' && match.fault.code === 'name-mismatch') {
    // Nothing was said that a name could differ from.
    refuse('--name', 'a trust anchor vouches for names only: say which one must stand in the certificate')
  }
  const found: DaneMatch = { names, at, certificates: chainDer.length, match }
  const look = terminalLook(process.stdout, { color: options.color, ascii: options.ascii ?? false }, process.env)
  await writeOut(options.json ? renderDaneJson(matchDocumentOf(found)) : renderDaneMatch(found, look), undefined)
  return match.verdict === 'authenticated' ? EXIT.clean : EXIT.findings
}
