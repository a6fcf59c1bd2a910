import { ATTACKS } from '../../judge/senders/attack.ts'
import type { SenderRow } from '../../judge/senders/protection-matrix.ts'
import { SEVERITIES } from '../../judge/severity.ts'
import { policyWords } from '../policy-words.ts'
import type { Report } from '../report.ts'
import { gradeTone } from '../server-row.ts'
import { type Fragment, html, type Part } from './fragment.ts'
import { sumLine, toneClass } from './grade-html.ts'
import { FATE_SIGNS, FATES, type Fate, fateOf } from './protection-words.ts'
import { drawing } from './svg.ts'
import { counted, heading, type View } from './view.ts'

/** The head of a report: the grade, the result in a sentence, the strip of senders, and the way to the parts below. */
export function top(view: View, parts: readonly (readonly [name: string, title: string])[]): Fragment {
  const { report, id } = view
  const { target, headline, protection } = report
  const of = report.mx.length > 1 ? 'the worst exchanger' : 'the exchanger'
  return html`<header class="card" id="${id}-top"><div class="top">${badge(report)}<div>${heading(view, 0, target)}<p class="sentence">${headline}</p><p class="soft">${coverageWords(
    report,
  )}</p></div></div>${report.kind === 'server' ? null : sumLine(view, report, of)}${counts(report)}${
    protection === null
      ? null
      : html`<div class="strips">${senderStrip(protection.senders, 'In peace', peace)}${senderStrip(protection.senders, 'Under attack', worst)}</div><p class="policies">${policyWords(
          protection.policies,
        ).map((words) => html`<span class="pill info">${words}</span> `)}</p>`
  }<nav class="parts" aria-label="Parts of the report on ${target}">${parts.map(
    ([name, title]) => html`<a href="#${id}-${name}">${title}</a> `,
  )}</nav></header>`
}

function badge({ grade, score, provisional }: Report): Fragment {
  if (grade === null) return html`<div class="grade low"><b>–</b><small>no grade</small></div>`
  return html`<div class="grade ${toneClass(gradeTone(grade, provisional))}"><b>${grade}${provisional ? '?' : ''}</b><small>${score} of 100</small></div>`
}

function coverageWords({ coverage, provisional }: Report): string {
  const share = `${Math.floor(coverage * 100)} % determined`
  return provisional ? `${share}; the grade may change when the rest is known` : share
}

/** How much was found of each severity. */
function counts({ findings }: Report): Fragment | null {
  const found = severityCounts(findings)
  return found === null ? null : html`<p class="counts">${found}</p>`
}

/** `2 high`, `1 medium`, as coloured words; null when nothing was found. */
export function severityCounts(findings: Report['findings']): Part {
  const found = SEVERITIES.flatMap((severity) => {
    const count = new Set(findings.filter((finding) => finding.severity === severity).map(({ code }) => code)).size
    return count === 0 ? [] : [html`<span class="pill ${severity}">${count} ${severity}</span> `]
  })
  return found.length === 0 ? null : found
}

function peace({ cells }: SenderRow): Fate {
  return fateOf('peace', cells.peace).fate
}

/** The worst that any attack leads to. */
function worst({ cells }: SenderRow): Fate {
  const fates = ATTACKS.filter(({ id }) => id !== 'peace').map(({ id }) => fateOf(id, cells[id]).fate)
  return FATES.findLast((fate) => fates.includes(fate)) ?? 'open'
}

const BOX = { step: 20, side: 17, corner: 3 } as const

const STRIP_WORDS: Readonly<Record<Fate, string>> = {
  safe: 'authenticate the server',
  any: 'encrypt, with whoever answers',
  wait: 'hold the mail back',
  read: 'can be made to hand it over in clear or to the attacker',
  open: 'are not known to do either',
}

/** A box for each kind of sender, the best first, and the same in words. */
function senderStrip(senders: readonly SenderRow[], title: string, fate: (row: SenderRow) => Fate): Fragment {
  const fates = senders.map(fate).toSorted((a, b) => FATES.indexOf(a) - FATES.indexOf(b))
  const isPeace = fate === peace
  const words = FATES.flatMap((each) => {
    const count = fates.filter((one) => one === each).length
    if (count === 0) return []
    return [`${count} ${each === 'read' && isPeace ? 'send in clear' : STRIP_WORDS[each]}`]
  }).join(', ')
  const boxes = fates.map(
    (each, at) =>
      html`<g class="f-${each}"><rect x="${at * BOX.step + 1}" y="1" width="${BOX.side}" height="${BOX.side}" rx="${BOX.corner}"/><text x="${at * BOX.step + 9.5}" y="14">${FATE_SIGNS[each]}</text></g>`,
  )
  const picture = drawing(
    {
      title: `${title}: ${counted(fates.length, 'kind')} of senders`,
      description: words,
      kind: 'boxes',
      width: fates.length * BOX.step,
      height: BOX.step,
    },
    boxes,
  )
  return html`<figure><figcaption>${title}</figcaption>${picture}<p class="soft">Of ${counted(fates.length, 'kind')} of senders ${words}.</p></figure>`
}
