import { GRADES } from '../../judge/score.ts'
import { groupOpen, type OpenGroup, openQuestions } from '../open-questions.ts'
import type { Report } from '../report.ts'
import { unknownAdvice, unknownReason } from '../wording.ts'
import { dnsSection } from './dns-html.ts'
import { exchangerCard } from './exchanger-html.ts'
import { findingsSection } from './findings-html.ts'
import { type Fragment, html, type Part } from './fragment.ts'
import { gradePill } from './grade-html.ts'
import { reverseSection, submissionSection } from './names-html.ts'
import { htmlPage } from './page.ts'
import { planSection } from './plan-html.ts'
import { policiesSection } from './policies-html.ts'
import { profileSection } from './profile-html.ts'
import { protectionSection, senderSources } from './protection-html.ts'
import { rawSection } from './raw-html.ts'
import { REPORT_STYLE } from './report-style.ts'
import { severityCounts, top } from './top-html.ts'
import { counted, folded, section, type View, viewOf } from './view.ts'

/**
 * One self-contained page for one or several reports: no script, no request, light and dark, narrow and on paper. Of several
 * reports there is an index of grades at the top, and each is folded until somebody goes there.
 */
export function renderHtml(reports: readonly Report[]): string {
  const [only] = reports
  const isOne = reports.length === 1 && only !== undefined
  const title = isOne ? only.target : counted(reports.length, 'target')
  return htmlPage(
    title,
    html`${isOne ? reportPart(viewOf(only, 't0', 1)) : [index(reports), reports.map(foldedReport)]}
${senderSources(reports)}`,
    { style: REPORT_STYLE },
  )
}

/** Grades and headlines of all reports, each leading to its report. */
function index(reports: readonly Report[]): Fragment {
  const grades = [...GRADES, null].flatMap((grade) => {
    const own = reports.filter((report) => report.grade === grade)
    return own.length === 0 ? [] : [`${own.length} × ${grade ?? 'no grade'}`]
  })
  return html`<section class="card"><h1>${counted(reports.length, 'target')}</h1><p class="soft">${grades.join(' · ')}</p><table class="targets"><thead><tr><th scope="col">target</th><th scope="col">grade</th><th scope="col">result</th><th scope="col">found</th></tr></thead><tbody>${reports.map(
    (report, at) =>
      html`<tr><th scope="row"><a href="#t${at}-top">${report.target}</a></th><td>${gradePill(report)}</td><td>${report.headline}</td><td>${severityCounts(
        report.findings,
      )}</td></tr>`,
  )}</tbody></table></section>`
}

function foldedReport(report: Report, at: number): Fragment {
  return html`<details class="report"><summary>${gradePill(report)} ${report.target}</summary>${reportPart(viewOf(report, `t${at}`, 2))}</details>`
}

function reportPart(view: View): Fragment {
  const { report } = view
  const parts: readonly (readonly [name: string, title: string, part: Part])[] = [
    ['senders', 'Under attack', protectionSection(view)],
    ['findings', 'Findings', findingsSection(view)],
    ['plan', 'Plan', planSection(view)],
    ['servers', 'Servers', servers(view)],
    ['profile', 'By profile', profileSection(view)],
    ['dns', 'DNS', dnsSection(view)],
    ['policies', 'Policies', policiesSection(view)],
    ['reverse', 'Reverse names', reverseSection(view)],
    ['submission', 'Submission', submissionSection(view)],
    ['open', openTitle(report), open(view)],
    ['raw', 'As data', rawSection(view)],
  ]
  const there = parts.filter(([, , part]) => part !== null)
  return html`<article>${top(
    view,
    there.map(([name, title]) => [name, title] as const),
  )}${there.map(([, , part]) => part)}${foot(report)}</article>`
}

function servers(view: View): Fragment | null {
  const { mx, domain } = view.report
  if (mx.length === 0) return null
  return html`<div id="${view.id}-servers">${mx.map((exchanger) =>
    exchangerCard(view, exchanger, ({ preference }) => (domain.route === 'target' ? null : `preference ${preference}`)),
  )}</div>`
}

function openTitle({ undetermined }: Report): string {
  return openQuestions(undetermined).some(({ why }) => why !== 'not-asked') ? 'Not determined' : 'Not asked'
}

function open(view: View): Fragment | null {
  const groups = groupOpen(view.report, openQuestions(view.report.undetermined))
  return groups.length === 0 ? null : section(view, 'open', openTitle(view.report), groups.map(openGroup))
}

function openGroup({ why, about, questions }: OpenGroup): Fragment {
  const advice = unknownAdvice(why)
  return folded(
    `${questions.length} about ${about}: ${unknownReason(why)}`,
    html`<p>${questions.map(({ code }) => code).join(', ')}</p>${advice === null ? null : html`<p class="soft">${advice}.</p>`}`,
  )
}

function foot({ startedAt, budget, profile, vantage }: Report): Fragment {
  return html`<footer>${startedAt.slice(0, 16).replace('T', ' ')} UTC · ${counted(budget.connections, 'connection')} · ${budget.seconds} s · profile ${profile} · wiretight ${
    vantage.version
  } · resolver ${vantage.resolver} · as ${vantage.ehlo}</footer>`
}
