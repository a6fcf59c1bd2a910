import { csvText } from './csv.ts'
import type { SenderTestCase, SenderTestDocument } from './sender-test-document.ts'
import { howItCame, lookupWords } from './sender-test-wording.ts'

type Cell = (each: SenderTestCase, document: SenderTestDocument) => string | number | null

/** The columns, in order. The list only grows at its end: scripts count them. */
const COLUMNS: readonly (readonly [string, Cell])[] = [
  ['token', (_, { token }) => token],
  ['case', (each) => each.case],
  ['title', (each) => each.title],
  ['recipient', (each) => each.recipient],
  ['outcome', (each) => each.outcome],
  ['verdict', (each) => each.verdict],
  ['version', (each) => arrival(each)?.tls?.version ?? null],
  ['suite', (each) => arrival(each)?.tls?.suite ?? null],
  ['group', (each) => arrival(each)?.tls?.group ?? null],
  ['sni', (each) => arrival(each)?.tls?.sni ?? null],
  ['sessions', (each) => each.sessions.length + each.sessionsLeftOut],
  ['how', howItCame],
  ['asked', (each) => lookupWords({ ...each, names: 'all' })],
  ['says', (each) => each.says],
  ['fix', (each) => each.fix?.any ?? null],
  ['first_at', (each) => each.sessions[0]?.at ?? null],
  ['at', (_, { at }) => at],
]

/** The document as CSV (RFC 4180): a row for each case. */
export function renderSenderTestCsv(document: SenderTestDocument): string {
  return csvText([
    COLUMNS.map(([title]) => title),
    ...document.cases.map((each) => COLUMNS.map(([, cell]) => cell(each, document))),
  ])
}

function arrival({ sessions }: SenderTestCase): SenderTestCase['sessions'][number] | undefined {
  return sessions.findLast(({ message }) => message === 'accepted') ?? sessions.at(-1)
}
