import { SOFTWARE_TITLES } from '../judge/software.ts'
import { caaLines } from './caa-words.ts'
import { classedServers, classSentence } from './class-lines.ts'
import { findingRows, where } from './finding-rows.ts'
import { markdownCode, markdownTable, markdownText } from './markdown-text.ts'
import { providerLine, wayUp } from './next-steps.ts'
import { groupOpen, openQuestions } from './open-questions.ts'
import type { PlanStep } from './plan.ts'
import { PLAN_STAGES, STAGE_TITLES } from './plan-stage.ts'
import { protectionLines } from './protection-text.ts'
import type { Report } from './report.ts'
import { serverRows } from './server-row.ts'
import { unknownAdvice, unknownReason } from './wording.ts'

/** Reports as Markdown, whole: servers, findings, the plan under the headings of its stages, what stays open. */
export function renderMarkdown(reports: readonly Report[]): string {
  const parts = reports.map((report) =>
    [
      head(report),
      servers(report),
      classes(report),
      protection(report),
      findings(report),
      plan(report),
      open(report),
      foot(report),
    ]
      .filter((lines) => lines.length > 0)
      .map((lines) => `${lines.join('\n')}\n`)
      .join('\n'),
  )
  return parts.join('\n---\n\n')
}

function head({ target, headline, grade, score, provisional, coverage }: Report): readonly string[] {
  const result = grade === null ? 'No grade' : `Grade ${grade}${provisional ? '?' : ''}, ${score} of 100`
  return [
    `# ${markdownText(target)}`,
    '',
    markdownText(headline),
    '',
    `**${markdownText(result)}**, ${Math.floor(coverage * 100)} % determined.`,
  ]
}

function servers(report: Report): readonly string[] {
  const rows = serverRows(report)
  if (rows.length === 0) return []
  const titles = ['MX', 'address', 'grade', 'TLS', 'key exchange', 'certificate', 'issuer']
  const cells = rows.map(({ preference, host, address, grade, versions, keyExchange, certificate, issuer }) =>
    [`${preference} ${host}`.trim(), address, grade.text, versions.text, keyExchange, certificate.text, issuer].map(
      markdownText,
    ),
  )
  const caa = caaLines(report).flatMap((line) => ['', `${markdownText(line)}.`])
  return ['## Servers', '', ...markdownTable(titles, cells), ...caa]
}

function classes(report: Report): readonly string[] {
  const lines = classedServers(report).flatMap(({ server, rows }) => {
    const cells = rows.map((row) => [row.subject, markdownText(classSentence(row, '·'))])
    return ['', markdownText(server), '', ...markdownTable(['what', 'words'], cells)]
  })
  return lines.length === 0 ? [] : [`## By the words of ${markdownText(report.profile)}`, ...lines]
}

const WIDTH = 100

/** What defends the mail, and what each kind of sender does under attack, in columns as the terminal shows it. */
function protection(report: Report): readonly string[] {
  const lines = protectionLines(report, WIDTH).map((line) =>
    line
      .map(({ text }) => text)
      .join('')
      .trimEnd(),
  )
  return lines.length === 0 ? [] : ['## Against a downgrade', '', ...markdownCode(lines.join('\n'))]
}

function findings(report: Report): readonly string[] {
  const rows = findingRows(report)
  if (rows.length === 0) return report.score === null ? [] : ['## Findings', '', 'None.']
  const cells = rows.map((row) => [row.severity, `\`${row.code}\``, markdownText(row.where), markdownText(row.what)])
  return ['## Findings', '', ...markdownTable(['severity', 'code', 'where', 'what'], cells)]
}

function plan(report: Report): readonly string[] {
  const steps = report.plan ?? []
  if (steps.length === 0) return []
  const up = wayUp(report, steps)
  const title = up === null ? '## Plan' : `## Plan: from ${up.from} to ${up.to}`
  const stages = PLAN_STAGES.flatMap((stage) => {
    const own = steps.flatMap((step, at) => (step.stage === stage ? [{ step, number: at + 1 }] : []))
    return own.length === 0
      ? []
      : ['', `### ${STAGE_TITLES[stage]}`, ...own.flatMap(({ step, number }) => stepLines(report, step, number))]
  })
  return [title, '', 'The numbers say in which order it is worth doing.', ...stages]
}

function stepLines(report: Report, step: PlanStep, number: number): readonly string[] {
  const subjects = step.hosts.map((mx) => ({ domain: report.target, mx, address: null, port: null }))
  const hosts = subjects.length === 0 ? '' : ` (${where(report, subjects)})`
  const gain = step.gain > 0 ? ` **+${step.gain}**` : ''
  const provider = providerLine(step)
  const blocks = [
    ...step.settings.flatMap(({ software, lines }) => [
      `${SOFTWARE_TITLES[software]}:`,
      '',
      ...markdownCode(lines),
      '',
    ]),
    ...(provider === null ? [] : [markdownText(provider), '']),
    'See whether it worked:',
    '',
    ...markdownCode(step.verify),
  ]
  const codes = step.codes.map((code) => `\`${code}\``).join(', ')
  // Four blanks keep what follows inside the item of the list, whatever its number.
  return [
    '',
    `${number}. ${markdownText(`${step.action}${hosts}`)}${gain} Ends ${codes}.`,
    '',
    ...blocks.map((line) => (line === '' ? '' : `    ${line}`)),
  ]
}

function open(report: Report): readonly string[] {
  const questions = openQuestions(report.undetermined)
  const failed = questions.filter(({ why }) => why !== 'not-asked')
  const leftOut = questions.length - failed.length
  const lines = groupOpen(report, failed).map(({ why, about, questions: same }) => {
    const advice = unknownAdvice(why)
    const codes = same.map(({ code }) => `\`${code}\``).join(', ')
    const sentence = `About ${about}: ${unknownReason(why)}.${advice === null ? '' : ` ${advice}.`}`
    return `- ${markdownText(sentence)} Open: ${codes}.`
  })
  const rest =
    leftOut === 0
      ? []
      : [`${leftOut === 1 ? '1 further question was' : `${leftOut} further questions were`} not asked.`]
  if (lines.length === 0) return rest
  return ['## Not determined', '', ...lines, ...(rest.length > 0 ? ['', ...rest] : [])]
}

function foot({ startedAt, budget, profile, vantage }: Report): readonly string[] {
  const facts = [
    `${startedAt.slice(0, 16).replace('T', ' ')} UTC`,
    budget.connections === 1 ? '1 connection' : `${budget.connections} connections`,
    `${budget.seconds} s`,
    `profile ${profile}`,
    `wiretight ${vantage.version}`,
  ]
  return [`${facts.map(markdownText).join(' · ')}`]
}
