import type { TextOptions } from '../../report/canvas.ts'
import { renderSenderTestCsv } from '../../report/sender-test-csv.ts'
import type { SenderTestDocument } from '../../report/sender-test-document.ts'
import { renderSenderTestHtml } from '../../report/sender-test-html.ts'
import { renderSenderTestJson, renderSenderTestNdjson } from '../../report/sender-test-json.ts'
import { renderSenderTestMarkdown } from '../../report/sender-test-markdown.ts'
import { renderSenderTestText } from '../../report/sender-test-text.ts'

/** The forms in which a report can be written. */
export const SENDER_TEST_FORMATS = ['text', 'json', 'ndjson', 'csv', 'markdown', 'html'] as const

/** One of them. */
export type SenderTestFormat = (typeof SENDER_TEST_FORMATS)[number]

/** Writes a report. */
export function renderSenderTest(
  document: SenderTestDocument,
  format: SenderTestFormat,
  look: TextOptions = {},
): string {
  switch (format) {
    case 'text':
      return renderSenderTestText(document, look)
    case 'json':
      return renderSenderTestJson(document)
    case 'ndjson':
      return renderSenderTestNdjson(document)
    case 'csv':
      return renderSenderTestCsv(document)
    case 'markdown':
      return renderSenderTestMarkdown(document)
    case 'html':
      return renderSenderTestHtml(document)
    default:
      return format satisfies never
  }
}
