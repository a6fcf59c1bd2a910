import { explainRule } from '../../judge/catalogue.ts'
import type { Fix } from '../../judge/rule.ts'
import { SOFTWARE_NAMES, SOFTWARE_TITLES } from '../../judge/software.ts'
import { evidenceSentence } from '../evidence-wording.ts'
import { where } from '../finding-rows.ts'
import type { Setting } from '../join-settings.ts'
import type { ReportedFinding } from '../report.ts'
import { type Fragment, html } from './fragment.ts'
import { codeId, prose, section, type View } from './view.ts'

/** What was found: the worst first, each with what proves it, what it means and what ends it. */
export function findingsSection(view: View): Fragment | null {
  const { findings, score } = view.report
  if (findings.length === 0) {
    return score === null ? null : section(view, 'findings', 'Findings', html`<p>Nothing was found.</p>`)
  }
  const same = [...Map.groupBy(findings, ({ severity, code, detail }) => `${severity} ${code} ${detail}`).values()]
  const seen = new Set<string>()
  const items = same.map((group, at) => {
    const code = group[0]?.code ?? ''
    const isFirst = !seen.has(code)
    seen.add(code)
    return finding(view, group, at, isFirst)
  })
  return section(view, 'findings', 'Findings', items)
}

function finding(view: View, group: readonly ReportedFinding[], at: number, isFirst: boolean): Fragment | null {
  const [first] = group
  if (first === undefined) return null
  const { severity, code, title, detail, fix, verify, evidence } = first
  const rule = explainRule(code)
  const subjects = group.map(({ subject }) => subject)
  return html`<details class="finding"><summary><span class="pill ${severity}">${severity}</span> <b>${title}</b> <span class="soft">${where(
    view.report,
    subjects,
  )} · <span class="name">${code}</span></span><span class="detail">${detail}</span></summary><div${isFirst ? html` id="${codeId(view.id, code)}"` : null}><p>${prose(rule?.explain ?? '')}</p>${
    evidence.length > 1
      ? html`<ul>${evidence.slice(0, PIECES).map((piece) => html`<li>${evidenceSentence(piece)}</li>`)}</ul>`
      : null
  }${evidence.length > PIECES ? html`<p class="soft">and ${evidence.length - PIECES} more</p>` : null}<p>${prose(fix.any)}</p>${settingTabs(
    settingsOf(fix),
    `${view.id}-f${at}`,
  )}<p class="soft">See for yourself:</p><pre>${verify}</pre><p class="soft">Source: ${rule?.source.join(', ') ?? ''}</p></div></details>`
}

/** Pieces of evidence that one finding lists. */
const PIECES = 40

function settingsOf(fix: Fix): readonly Setting[] {
  return SOFTWARE_NAMES.flatMap((software) => {
    const lines = fix[software]
    return lines === undefined ? [] : [{ software, lines }]
  })
}

/**
 * Settings of several programs as tabs: parts of one group of which one is open at a time. It takes no script, and where a
 * browser does not lay them out side by side they stand below each other.
 *
 * @param group the name of the group, unique on the page
 */
export function settingTabs(settings: readonly Setting[], group: string): Fragment | null {
  if (settings.length === 0) return null
  return html`<div class="tabs">${settings.map(
    ({ software, lines }, at) =>
      html`<details name="${group}"${at === 0 ? html` open` : null}><summary>${SOFTWARE_TITLES[software]}</summary><pre>${lines}</pre></details>`,
  )}</div>`
}
