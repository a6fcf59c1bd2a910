import { parseDomainName } from '../../../base/domain-name.ts'
import { renderTlsRptJson } from '../../../report/tls-rpt-json.ts'
import { recordName } from '../../../tlsrpt/lookup.ts'
import { writeRecord, writeZoneLine } from '../../../tlsrpt/write-record.ts'
import { EXIT } from '../exit-code.ts'
import { writeOut } from '../output.ts'

/** Options of `tls-rpt generate`. */
export interface GenerateOptions {
  readonly rua: readonly string[]
  readonly json?: true
}

/** `wiretight tls-rpt generate DOMAIN --rua PLACE`: the record as a line of a zone. Returns the exit code. */
export async function generateCommand(domainText: string, { rua, json }: GenerateOptions): Promise<number> {
  const domain = parseDomainName(domainText)
  const record = writeRecord(rua)
  const zone = writeZoneLine(domain, record)
  const name = recordName(domain)
  await writeOut(
    json ? renderTlsRptJson({ schema: 'wiretight/tls-rpt-generated@1', domain, name, record, zone }) : `${zone}\n`,
    undefined,
  )
  return EXIT.clean
}
