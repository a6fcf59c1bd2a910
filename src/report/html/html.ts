import { explainRule } from '../../judge/catalogue.ts'
import { SOFTWARE_NAMES, SOFTWARE_TITLES, type Software } from '../../judge/software.ts'
import { evidenceSentence } from '../evidence-wording.ts'
import { where } from '../finding-rows.ts'
import { nextSteps, providerLine, wayUp } from '../next-steps.ts'
import type { PlanStep } from '../plan.ts'
import type { Report, ReportedFinding } from '../report.ts'
import { gradeTone } from '../server-row.ts'
import { unknownAdvice, unknownReason } from '../wording.ts'
import { type Fragment, html, trusted } from './fragment.ts'
import { exchangerCard, gradePill, toneClass } from './server-html.ts'
import { STYLE } from './style.ts'

/** Nothing is loaded, run or sent; the style sheet inside the page is all that may apply. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/** One self-contained page for one or several reports: no script, no request, light and dark. */
export function renderHtml(reports: readonly Report[]): string {
  const [only] = reports
  const title = reports.length === 1 && only !== undefined ? only.target : `${reports.length} targets`
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>wiretight: ${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<main>
${reports.length === 1 ? null : overview(reports)}
${reports.map((report, at) => reportPart(report, at))}
</main>
</body>
</html>
`
  return page.toString()
}

function overview(reports: readonly Report[]): Fragment {
  return html`<section class="card"><h1>${reports.length} targets</h1><div class="scroll"><table class="targets">${reports.map(
    (report, at) =>
      html`<tr><td><a href="#t${at}">${report.target}</a></td><td>${gradePill(report)}</td><td>${report.headline}</td></tr>`,
  )}</table></div></section>`
}

function reportPart(report: Report, at: number): Fragment {
  return html`<section id="t${at}">${top(report)}${findings(report)}${steps(report)}${report.mx.map((exchanger) =>
    exchangerCard(report, exchanger),
  )}${open(report)}${foot(report)}</section>`
}

function top(report: Report): Fragment {
  const { grade, score, provisional, coverage, target, headline } = report
  const badge =
    grade === null
      ? html`<div class="grade low">–<small>no grade</small></div>`
      : html`<div class="grade ${toneClass(gradeTone(grade, provisional))}">${grade}${provisional ? '?' : ''}<small>${score} of 100</small></div>`
  return html`<div class="card top">${badge}<div><h1>${target}</h1><p class="sentence">${headline}</p><p class="soft">${Math.floor(
    coverage * 100,
  )} % determined${provisional ? '; the grade may change when the rest is known' : null}</p></div></div>`
}

function findings(report: Report): Fragment {
  if (report.findings.length === 0) return html`<section class="card"><h2>Findings</h2><p>None.</p></section>`
  const same = [
    ...Map.groupBy(report.findings, ({ severity, code, detail }) => `${severity} ${code} ${detail}`).values(),
  ]
  return html`<section class="card"><h2>Findings</h2>${same.map((group) => finding(report, group))}</section>`
}

function finding(report: Report, group: readonly ReportedFinding[]): Fragment | null {
  const [first] = group
  if (first === undefined) return null
  const { severity, code, title, fix, verify, evidence } = first
  const rule = explainRule(code)
  const subjects = group.map(({ subject }) => subject)
  return html`<details><summary><span class="pill ${severity}">${severity}</span> ${title} <span class="soft">${where(report, subjects)} · ${code}</span></summary>
<p>${rule?.explain ?? ''}</p>
<ul>${evidence.map((piece) => html`<li>${evidenceSentence(piece)}</li>`)}</ul>
<p>${fix.any}</p>${settings(fix)}
<p class="soft">See for yourself:</p><pre>${verify}</pre>
<p class="soft">Source: ${rule?.source.join(', ') ?? ''}</p></details>`
}

function settings(fix: Readonly<Partial<Record<Software, string>>>): Fragment {
  return html`${SOFTWARE_NAMES.map((software) => {
    const lines = fix[software]
    return lines === undefined
      ? null
      : html`<details><summary>${SOFTWARE_TITLES[software]}</summary><pre>${lines}</pre></details>`
  })}`
}

function steps(report: Report): Fragment | null {
  const next = nextSteps(report, 5)
  if (next.length === 0) return null
  const up = wayUp(report, next)
  const way = up === null ? null : html` <span class="soft">${up.from} → ${up.to}</span>`
  return html`<section class="card"><h2>Next${way}</h2><ol class="steps">${next.map((step) => stepItem(report, step))}</ol></section>`
}

function stepItem(report: Report, step: PlanStep): Fragment {
  const { action, settings: lines, hosts, codes, gain, verify } = step
  const provider = providerLine(step)
  const subjects = hosts.map((mx) => ({ domain: report.target, mx, address: null, port: null }))
  return html`<li>${action}${hosts.length === 0 ? null : html` <span class="soft">${where(report, subjects)}</span>`}${
    gain > 0 ? html` <span class="pill good">+${gain}</span>` : null
  }${lines.map(({ software, lines: text }) => html`<p class="soft">${SOFTWARE_TITLES[software]}</p><pre>${text}</pre>`)}${
    provider === null ? null : html`<p class="soft">${provider}</p>`
  }<pre>${verify}</pre><p class="soft">ends ${codes.join(', ')}</p></li>`
}

function open(report: Report): Fragment | null {
  const groups = [
    ...Map.groupBy(report.undetermined, ({ why, subject }) => `${why} ${subject.mx} ${subject.address}`).values(),
  ]
  if (groups.length === 0) return null
  const isGap = report.undetermined.some(({ why }) => why !== 'not-asked')
  return html`<section class="card"><h2>${isGap ? 'Not determined' : 'Not asked'}</h2>${groups.map((questions) => {
    const [first] = questions
    if (first === undefined) return null
    const about = first.subject.mx === null ? 'the domain' : where(report, [first.subject])
    const advice = unknownAdvice(first.why)
    return html`<details><summary>${questions.length} about ${about}: ${unknownReason(first.why)}</summary><p>${questions
      .map(({ code }) => code)
      .join(', ')}</p>${advice === null ? null : html`<p class="soft">${advice}.</p>`}</details>`
  })}</section>`
}

function foot({ startedAt, budget, profile, vantage }: Report): Fragment {
  return html`<footer>${startedAt.slice(0, 16).replace('T', ' ')} UTC · ${budget.connections} connections · ${budget.seconds} s · profile ${profile} · wiretight ${
    vantage.version
  } · resolver ${vantage.resolver} · as ${vantage.ehlo}</footer>`
}
