import { recordDocumentOf, renderTlsRptJson } from '../../../report/tls-rpt-json.ts'
import { renderTlsRptRecord } from '../../../report/tls-rpt-record-text.ts'
import { parseRecord } from '../../../tlsrpt/record.ts'
import { type RecordSelection, selectRecord } from '../../../tlsrpt/select-record.ts'
import { EXIT } from '../exit-code.ts'
import { writeOut } from '../output.ts'
import { terminalLook } from '../terminal.ts'

/** Options of `tls-rpt parse`. */
export interface ParseOptions {
  readonly record: readonly string[]
  readonly json?: true
  readonly color: boolean
  readonly ascii?: true
}

/** `wiretight tls-rpt parse --record TEXT`: what a record says, or is worth. Returns the exit code. */
export async function parseCommand({ record: texts, json, color, ascii }: ParseOptions): Promise<number> {
  const selection = selectionOf(texts)
  const look = terminalLook(process.stdout, { color, ascii: ascii ?? false }, process.env)
  await writeOut(json ? renderTlsRptJson(recordDocumentOf(selection)) : renderTlsRptRecord(selection, look), undefined)
  return selection.verdict === 'valid' ? EXIT.clean : EXIT.findings
}

/** Several records are selected among, as senders do. One is read for what it is meant to be, so that its errors are told. */
function selectionOf(texts: readonly string[]): RecordSelection {
  const selection = selectRecord(texts)
  const [only] = texts
  if (only === undefined || texts.length > 1 || selection.verdict !== 'none') return selection
  return { ...selection, ...parseRecord(only), nearMisses: [] }
}
