import { asciiJson } from './json.ts'
import type { SenderTestDocument } from './sender-test-document.ts'

/** The document as JSON, in printable ASCII. */
export function renderSenderTestJson(document: SenderTestDocument): string {
  return `${asciiJson(JSON.stringify(document, null, 2))}\n`
}

/** The same as one line for each case, for scripts that read line by line; token, zone and schema stand in each. */
export function renderSenderTestNdjson({ schema, token, zone, at, cases }: SenderTestDocument): string {
  return cases.map((each) => `${asciiJson(JSON.stringify({ schema, token, zone, at, ...each }))}\n`).join('')
}
