import type { DelegationCheck } from '../facts/sender-test-delegation.ts'
import type { TextOptions } from './canvas.ts'
import { fit, layRow, wrap } from './columns.ts'
import { harmless } from './harmless.ts'
import { asciiJson } from './json.ts'
import { NO_PAINT, type Tone } from './paint.ts'

/** What `wiretight sendertest check-delegation --json` writes. */
export interface SenderTestDelegationDocument {
  readonly schema: 'wiretight/sender-test-delegation@1'
  readonly zone: string
  readonly verdict: 'good' | 'bad' | 'unknown'
  readonly checks: readonly DelegationCheck[]
}

/** Judges the checks: one that is bad decides, then one that is open. */
export function delegationDocumentOf(zone: string, checks: readonly DelegationCheck[]): SenderTestDelegationDocument {
  const has = (result: DelegationCheck['result']): boolean => checks.some((check) => check.result === result)
  const verdict = has('bad') ? 'bad' : has('unknown') ? 'unknown' : 'good'
  return { schema: 'wiretight/sender-test-delegation@1', zone, verdict, checks }
}

/** The document as JSON, in printable ASCII. */
export function renderDelegationJson(document: SenderTestDelegationDocument): string {
  return `${asciiJson(JSON.stringify(document, null, 2))}\n`
}

const TONES: Readonly<Record<DelegationCheck['result'], Tone>> = {
  good: 'good',
  bad: 'high',
  unknown: 'medium',
  unserved: 'faint',
}

const VERDICTS: Readonly<Record<SenderTestDelegationDocument['verdict'], string>> = {
  good: 'The world finds this sender test.',
  bad: 'Something is not as it should be.',
  unknown: 'Not everything could be determined.',
}

function isFine(result: DelegationCheck['result']): boolean {
  return result === 'good' || result === 'unserved'
}

/** The document for a terminal. */
export function renderDelegationText(document: SenderTestDelegationDocument, options: TextOptions = {}): string {
  const { paint = NO_PAINT, width = 100 } = options
  const rows = document.checks.map(({ name, type, wanted, found, result, detail }) => [
    result,
    harmless(name, 255),
    type,
    found === wanted ? found : `${found}, not ${wanted}`,
    isFine(result) ? harmless(detail, 400) : '',
  ])
  const columns = [
    { title: '' },
    { title: 'name', least: 30 },
    { title: 'type' },
    { title: 'DNSSEC' },
    { title: 'found', least: 16 },
  ]
  const layout = fit(columns, rows, Math.max(60, width))
  const lines = document.checks.flatMap(({ result, detail }, at) => {
    const [first = '', ...rest] = layRow(rows[at] ?? [], layout, '…')
    // What is wrong is said in full, below its row.
    const reason = isFine(result) ? [] : wrap(harmless(detail, 400), width - 4).map((line) => `    ${line}`)
    return [`${paint(TONES[result], first)}${rest.join('')}`.trimEnd(), ...reason]
  })
  return `${[...lines, '', paint('strong', VERDICTS[document.verdict])].join('\n')}\n`
}
