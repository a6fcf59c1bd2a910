import type { ReportDocument } from '../facts/tls-rpt-facts.ts'

/** The columns, in order; they are the interface that spreadsheets and scripts use. */
const COLUMNS = [
  'file',
  'part',
  'repeated',
  'organization',
  'report_id',
  'begin',
  'end',
  'policy_type',
  'policy_domain',
  'successful',
  'failed',
  'result_type',
  'failed_sessions',
  'receiving_mx',
  'receiving_ip',
  'sending_ip',
  'reason',
  'error',
] as const

/** The line of titles. */
export const CSV_HEADER: string = line(COLUMNS)

/**
 * A document as lines of CSV (RFC 4180): one for each failure detail, one for a policy without any, one for a document that
 * could not be read. The totals of a policy stand in its first line only, so that a column can be added up.
 */
export function renderCsv(document: ReportDocument): string {
  const { file, part, repeated, report, failure } = document
  if (report === null) return line([file, part, '', ...COLUMNS.slice(4).map(() => ''), failure?.code ?? ''])
  const { organization, reportId, begin, end, policies } = report
  const start = [file, part, String(repeated), organization, reportId, begin, end]
  if (policies.length === 0) return line([...start, ...COLUMNS.slice(start.length).map(() => '')])
  return policies
    .flatMap(({ type, domain, successful, failed, details }) => {
      const rows = details.length > 0 ? details : [null]
      return rows.map((detail, at) => {
        const totals = at === 0 ? [numeral(successful), numeral(failed)] : ['', '']
        const { result, sessions, receivingMx, receivingIp, sendingIp, reason } = detail ?? NO_DETAIL
        const cells = [result, numeral(sessions), receivingMx, receivingIp, sendingIp, reason, '']
        return line([...start, type, domain, ...totals, ...cells])
      })
    })
    .join('')
}

const NO_DETAIL = { result: '', sessions: null, receivingMx: '', receivingIp: '', sendingIp: '', reason: '' }

function numeral(number: number | null): string {
  return number === null ? '' : String(number)
}

function line(cells: readonly (string | null)[]): string {
  return `${cells.map((cell) => quoted(cell ?? '')).join(',')}\r\n`
}

/**
 * A cell that a spreadsheet takes for text: one that begins like a formula gets an apostrophe before it. Everything that came
 * from a report is printable already; names of files get the same treatment here.
 */
function quoted(cell: string): string {
  const printable = cell.replace(/[^\x20-\x7e…]/gu, (unit) => `\\u{${(unit.codePointAt(0) ?? 0).toString(16)}}`)
  const text = /^\s*[=+\-@]/.test(printable) ? `'${printable}` : printable
  return /[",']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
