import { SOFTWARE_NAMES, SOFTWARE_TITLES } from '../judge/software.ts'
import { markdownCode, markdownTable, markdownText } from './markdown-text.ts'
import type { SenderTestDocument, SenderTestFinding } from './sender-test-document.ts'
import { howItCame, OUTCOME_WORDS, spanWords } from './sender-test-wording.ts'

/** The document as Markdown. */
export function renderSenderTestMarkdown(document: SenderTestDocument): string {
  const { token, zone, headline, waitedSeconds, settled, cases, findings } = document
  const lines = [
    `# Sender test ${markdownText(`${token} at ${zone}`)}`,
    '',
    markdownText(headline),
    ...(settled || waitedSeconds === null
      ? []
      : ['', markdownText(`Only ${spanWords(waitedSeconds)} after the first message: more may come.`)]),
    '',
    ...markdownTable(
      ['case', 'what is special', 'what came', 'how', 'verdict'],
      cases.map((each) =>
        [each.case, each.title, OUTCOME_WORDS[each.outcome], howItCame(each), each.verdict ?? 'open'].map(markdownText),
      ),
    ),
    ...findings.flatMap(findingLines),
  ]
  return `${lines.join('\n')}\n`
}

function findingLines({ severity, title, code, detail, fix }: SenderTestFinding): readonly string[] {
  const settings = SOFTWARE_NAMES.flatMap((software) => {
    const text = fix[software]
    return text === undefined ? [] : ['', `${SOFTWARE_TITLES[software]}:`, '', ...markdownCode(text)]
  })
  return [
    '',
    `## ${markdownText(`${severity}: ${title} (${code})`)}`,
    '',
    `${markdownText(detail)}.`,
    '',
    `${markdownText(fix.any)}.`,
    ...settings,
  ]
}
