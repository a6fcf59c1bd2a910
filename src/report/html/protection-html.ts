import { ATTACKS, type AttackDescription } from '../../judge/senders/attack.ts'
import type { SenderRow } from '../../judge/senders/protection-matrix.ts'
import type { Simulated } from '../../judge/senders/sender.ts'
import { versionTitle } from '../../registry/versions.ts'
import type { Report } from '../report.ts'
import { type Fragment, html } from './fragment.ts'
import { FATE_SIGNS, FATE_WORDS, FATES, fateOf, WHY_WORDS } from './protection-words.ts'
import { counted, folded, section, type View } from './view.ts'

/** What becomes of mail from every kind of sender under every attack, as a picture and in words. */
export function protectionSection(view: View): Fragment | null {
  const { protection } = view.report
  if (protection === null || protection.senders.length === 0) return null
  const { senders } = protection
  return section(
    view,
    'senders',
    'In peace and under attack',
    html`<table class="matrix"><caption>${captionWords(
      senders,
    )} <a href="#senders">Where they come from.</a></caption><thead><tr><th scope="col">from</th>${ATTACKS.map(
      ({ title }) => html`<th scope="col"><span>${title}</span></th>`,
    )}</tr></thead><tbody>${senders.map(matrixRow)}</tbody></table>${legend()}${folded(
      'The same in words: what each attack does, and why senders do what they do',
      ATTACKS.map((attack) => attackWords(attack, senders)),
    )}`,
  )
}

function captionWords(senders: readonly SenderRow[]): string {
  const measured = senders.filter(({ sender }) => sender.measured)
  const read = senders.filter(({ sender }) => !sender.measured)
  const parts = [
    ...(measured.length === 0
      ? []
      : [`${measured.length} marked ● were measured with the program itself (${dates(measured)})`]),
    ...(read.length === 0 ? [] : [`${read.length} follow documentation and standards (as of ${dates(read)})`]),
  ]
  return `What becomes of mail from ${counted(senders.length, 'kind')} of senders: ${parts.join(', ')}.`
}

function dates(rows: readonly SenderRow[]): string {
  return [...new Set(rows.map(({ sender }) => sender.date))].toSorted().join(', ')
}

function matrixRow({ sender, cells }: SenderRow): Fragment {
  return html`<tr><th scope="row">${sender.name}${sender.measured ? ' ●' : null}</th>${ATTACKS.map(({ id }) => {
    const { fate, word } = fateOf(id, cells[id])
    return html`<td class="f-${fate}"><b aria-hidden="true">${FATE_SIGNS[fate]}</b> <span>${word}</span></td>`
  })}</tr>`
}

function legend(): Fragment {
  return html`<ul class="legend">${FATES.map(
    (fate) => html`<li><b class="f-${fate}" aria-hidden="true">${FATE_SIGNS[fate]}</b> ${FATE_WORDS[fate]}</li>`,
  )}</ul>`
}

function attackWords({ id, title, explain }: AttackDescription, senders: readonly SenderRow[]): Fragment {
  const groups = Map.groupBy(senders, ({ cells }) => {
    const cell = cells[id]
    return `${fateOf(id, cell).word}, because ${WHY_WORDS[cell.why]}${negotiated(cell)}`
  })
  return html`<p><b>${title}.</b> ${explain}</p><ul>${[...groups].map(
    ([words, rows]) => html`<li>${words}: ${rows.map(({ sender }) => sender.name).join(', ')}</li>`,
  )}</ul>`
}

function negotiated({ version, suite }: Simulated): string {
  if (version === null) return ''
  return ` (${versionTitle(version)}${suite === null ? '' : `, ${suite}`})`
}

/** Where the habits of all senders on a page come from; each once, however many reports there are. */
export function senderSources(reports: readonly Report[]): Fragment | null {
  const senders = new Map(
    reports.flatMap(({ protection }) => protection?.senders ?? []).map(({ sender }) => [sender.id, sender]),
  )
  if (senders.size === 0) return null
  return html`<section class="card" id="senders" aria-label="Where the kinds of senders come from"><p><b>Where the kinds of senders come from</b></p><details><summary>${counted(
    senders.size,
    'source',
  )}</summary><div class="sources"><table><thead><tr><th scope="col">sender</th><th scope="col">source</th><th scope="col">as of</th></tr></thead><tbody>${[
    ...senders.values(),
  ].map(
    ({ name, source, date, measured }) =>
      html`<tr><th scope="row">${name}</th><td>${measured ? 'measured: ' : null}${source}</td><td>${date}</td></tr>`,
  )}</tbody></table></div></details></section>`
}
