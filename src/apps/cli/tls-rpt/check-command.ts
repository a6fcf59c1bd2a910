import { parseDomainName } from '../../../base/domain-name.ts'
import { checkDocumentOf, renderTlsRptJson } from '../../../report/tls-rpt-json.ts'
import { renderTlsRptCheck } from '../../../report/tls-rpt-record-text.ts'
import { lookupTlsRpt } from '../../../tlsrpt/lookup.ts'
import { EXIT } from '../exit-code.ts'
import { openLabResolver } from '../lab-names.ts'
import { openNamedResolver, type ResolverOptions } from '../named-resolver.ts'
import { writeOut } from '../output.ts'
import { terminalLook } from '../terminal.ts'

/** Options of `tls-rpt check`. */
export interface CheckOptions extends ResolverOptions {
  readonly lab?: true
  readonly json?: true
  readonly color: boolean
  readonly ascii?: true
}

/** `wiretight tls-rpt check DOMAIN`: the record of a domain, and where it leads. Returns the exit code. */
export async function checkCommand(domainText: string, options: CheckOptions, signal: AbortSignal): Promise<number> {
  const domain = parseDomainName(domainText)
  const lab = options.lab ? await openLabResolver(options) : null
  try {
    const { resolver } = lab ?? (await openNamedResolver(options, signal))
    const facts = await lookupTlsRpt(resolver, domain, signal)
    const look = terminalLook(process.stdout, { color: options.color, ascii: options.ascii ?? false }, process.env)
    const text = options.json
      ? renderTlsRptJson(checkDocumentOf(facts, resolver.description))
      : renderTlsRptCheck(facts, resolver.description, look)
    await writeOut(text, undefined)
    if (facts.selection === null) return EXIT.undetermined
    return facts.selection.verdict === 'valid' ? EXIT.clean : EXIT.findings
  } finally {
    // Also when it is interrupted: the servers of a lab would keep the process alive.
    await lab?.close()
  }
}
