import { fail } from '../base/failure.ts'
import { printable } from '../base/printable.ts'
import { readReport } from './read-report.ts'
import type { ReadReport } from './report.ts'

/** Objects and lists inside each other; a report has six. */
export const JSON_DEPTH = 32

/** Values of one document. A list of empty lists costs twenty times its own size in memory, so that bytes alone limit little. */
export const JSON_VALUES = 500_000

/**
 * Parses the JSON text of a report. Depth and number of values are counted before anything is built of them. A byte-order
 * mark is passed over; octets that are no UTF-8 become U+FFFD; of repeated keys the last counts, as for every reader of
 * JSON in this language.
 *
 * @param bytes the document, whose size its reader has limited
 * @param document how to call it in a failure
 * @throws ProbeError `document-invalid` for what is no JSON, is too deep or too large, or is no report
 */
export function parseReport(bytes: Uint8Array, document: string): ReadReport {
  const text = new TextDecoder().decode(bytes)
  const excess = excessOf(text)
  if (excess !== null) return invalid(document, excess)
  const read = readReport(parseJson(text, document))
  return read ?? invalid(document, 'it is JSON, but no report of RFC 8460')
}

function parseJson(text: string, document: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    return invalid(document, error instanceof SyntaxError ? printable(error.message, 200) : 'not JSON')
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b])
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d])

/** What about a text goes beyond the limits; null when nothing does. Whether it is JSON is not looked at. */
function excessOf(text: string): string | null {
  let depth = 0
  let values = 1
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at)
    else if (code === COMMA) values += 1
    else if (OPENING.has(code)) {
      depth += 1
      values += 1
      if (depth > JSON_DEPTH) return `it is nested more than ${JSON_DEPTH} deep`
    } else if (CLOSING.has(code)) depth -= 1
    if (values > JSON_VALUES) return `it has more than ${JSON_VALUES} values`
  }
  return null
}

/** The place of the quote that ends a string; the text's end when none does. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === BACKSLASH) at += 1
    else if (code === QUOTE) return at
  }
  return text.length
}

function invalid(document: string, reason: string): never {
  return fail({ code: 'document-invalid', document, at: '', reason })
}
