import type { DayFacts, DirectionFacts, LogFacts, Shares, Stricter } from '../facts/log-facts.ts'
import { type Fragment, html } from './html/fragment.ts'
import { htmlPage } from './html/page.ts'
import {
  count,
  FAILURE_WORDS,
  logsVerdict,
  percent,
  SETTING_WORDS,
  silenceAdvice,
  stricterSentence,
  TRUST_WORDS,
} from './logs-wording.ts'

const OWN_STYLE = `
.split { display: flex; height: 1.1rem; border-radius: .3rem; overflow: hidden; background: var(--code); margin: .5rem 0; }
.split span { display: block; }
.e { background: var(--good); } .c { background: var(--critical); } .u { background: var(--line); }
svg .e { fill: var(--good); } svg .c { fill: var(--critical); } svg .u { fill: var(--line); } svg text { fill: var(--soft); font-size: 11px; }
svg { width: 100%; height: auto; }
.key span { display: inline-block; width: .8rem; height: .8rem; border-radius: .15rem; vertical-align: -.1rem; margin: 0 .3rem 0 .8rem; }
`

/** Rows of a table of names; the JSON has all. */
const ROWS = 100

/** A server's own transparency report as one self-contained page: no script, no request, light and dark. */
export function renderLogsHtml(facts: LogFacts, interrupted: boolean): string {
  const [first, last] = [facts.days[0]?.day ?? null, facts.days.at(-1)?.day ?? null]
  const span = first === null ? null : first === last ? first : `${first} to ${last}`
  return htmlPage(
    `mail log ${span}`,
    html`<div class="card"><h1>Mail log${span === null ? null : html` <span class="soft">${span}</span>`}</h1><p class="sentence">${logsVerdict(facts)}</p>${
      interrupted ? html`<p class="soft">Reading was interrupted: these numbers are of a part of the log.</p>` : null
    }</div>
${directionCard(facts, 'out')}${directionCard(facts, 'in')}${stricterCard(facts)}${failuresCard(facts)}${trendCard(facts.days)}
${foot(facts)}`,
    { style: OWN_STYLE },
  )
}

const TITLES = { in: 'Mail that came in', out: 'Mail that went out' } as const

function directionCard(facts: LogFacts, which: 'in' | 'out'): Fragment | null {
  const shares = facts[which]
  if (shares.messages === 0) return null
  const advice = silenceAdvice(facts, which)
  return html`<section class="card"><h2>${TITLES[which]}</h2><p>${sharesWords(shares)}</p>${split(shares)}${
    advice === null ? null : html`<p class="soft">${advice}.</p>`
  }${numbers('Version', shares.versions, shares.encrypted)}${numbers('Suite', shares.suites, shares.encrypted)}${numbers(
    'Group',
    shares.groups,
    shares.encrypted,
  )}${numbers(
    'Trust',
    shares.trust.map(({ name, messages }) => ({ name: TRUST_WORDS[name], messages })),
    shares.encrypted,
  )}${inClear(shares, which)}</section>`
}

function sharesWords({ messages, encrypted, clear, unknown }: Shares): string {
  const parts = [`${count(encrypted)} encrypted`, `${count(clear)} in clear`]
  if (unknown > 0) parts.push(`${count(unknown)} not known`)
  return `${count(messages)} messages: ${parts.join(', ')}`
}

/** A bar of three colours; its words stand above, so it needs no others. */
function split({ messages, encrypted, clear, unknown }: Shares): Fragment {
  const part = (name: string, amount: number): Fragment =>
    html`<span class="${name}" style="width:${((amount / Math.max(1, messages)) * 100).toFixed(2)}%"></span>`
  return html`<div class="split" aria-hidden="true">${part('e', encrypted)}${part('c', clear)}${part('u', unknown)}</div>`
}

function numbers(
  title: string,
  rows: readonly { readonly name: string | null; readonly messages: number }[],
  whole: number,
): Fragment | null {
  if (rows.length === 0 || (rows.length === 1 && rows[0]?.name === null)) return null
  return html`<h3>${title}</h3><div class="scroll"><table><thead><tr><th>${title}</th><th class="number">messages</th><th class="number">share</th></tr></thead><tbody>${rows
    .slice(0, ROWS)
    .map(
      ({ name, messages }) =>
        html`<tr><td>${name ?? 'not logged'}</td><td class="number">${count(messages)}</td><td class="number">${percent(messages, whole)}</td></tr>`,
    )}</tbody></table></div>`
}

function inClear(shares: DirectionFacts, which: 'in' | 'out'): Fragment | null {
  if (shares.clearPeers === 0) return null
  const who = which === 'out' ? 'Destinations' : 'Sources'
  return html`<details><summary>${who} in clear <span class="pill medium">${count(shares.clearPeers)}</span></summary>${peers(shares.inClear)}${
    shares.clearPeers > ROWS ? html`<p class="soft">The JSON and CSV forms list more of them.</p>` : null
  }</details>`
}

function peers(list: DirectionFacts['inClear']): Fragment {
  return html`<div class="scroll"><table><thead><tr><th>name</th><th class="number">in question</th><th class="number">of</th></tr></thead><tbody>${list
    .slice(0, ROWS)
    .map(
      ({ name, messages, of }) =>
        html`<tr><td>${name}</td><td class="number">${count(messages)}</td><td class="number">${count(of)}</td></tr>`,
    )}</tbody></table></div>`
}

function stricterCard({ in: incoming, out }: LogFacts): Fragment | null {
  const told = [out, incoming].filter(({ encrypted, clear }) => encrypted + clear > 0).flatMap((each) => each.stricter)
  if (told.length === 0) return null
  return html`<section class="card"><h2>What would break</h2>${told.map(stricterPart)}</section>`
}

function stricterPart(setting: Stricter): Fragment {
  const { title, postfix, exim } = SETTING_WORDS[setting.code]
  return html`<details><summary>${title}, ${stricterSentence(setting)}</summary>${setting.peers === 0 ? null : peers(setting.examples)}<p class="soft">Postfix</p><pre>${postfix}</pre><p class="soft">Exim</p><pre>${exim}</pre></details>`
}

function failuresCard({ out }: LogFacts): Fragment | null {
  if (out.failures.length === 0) return null
  return html`<section class="card"><h2>Not delivered for lack of TLS</h2><ul>${out.failures.map(
    ({ name, messages, examples }) =>
      html`<li>${FAILURE_WORDS[name]}: ${count(messages)} times (${examples.join(', ')})</li>`,
  )}</ul></section>`
}

/** Pixels of the drawing, which is scaled to the page. */
const CHART = { width: 720, height: 120, foot: 16 } as const

/** Days that a chart has room for; of a longer log, the last ones. */
const CHART_DAYS = 366

function trendCard(all: readonly DayFacts[]): Fragment | null {
  const days = all.filter(({ in: incoming, out }) => incoming.messages + out.messages > 0).slice(-CHART_DAYS)
  if (days.length < 2) return null
  return html`<section class="card"><h2>By day</h2><p class="key"><span class="e"></span>encrypted<span class="c"></span>in clear<span class="u"></span>not known</p>${(
    ['out', 'in'] as const
  ).map((which) => chart(days, which))}</section>`
}

function chart(days: readonly DayFacts[], which: 'in' | 'out'): Fragment | null {
  const most = Math.max(...days.map((day) => day[which].messages))
  if (most === 0) return null
  const step = CHART.width / days.length
  const tall = CHART.height - CHART.foot
  const bars = days.map((day, at) => {
    const { encrypted, clear, unknown } = day[which]
    const scale = (amount: number): number => (amount / most) * tall
    const parts = [
      { name: 'e', size: scale(encrypted), above: 0 },
      { name: 'c', size: scale(clear), above: scale(encrypted) },
      { name: 'u', size: scale(unknown), above: scale(encrypted + clear) },
    ].filter(({ size }) => size > 0)
    return html`<g><title>${day.day}: ${sharesWords(day[which])}</title>${parts.map(
      ({ name, size, above }) =>
        html`<rect class="${name}" x="${(at * step).toFixed(1)}" y="${(tall - above - size).toFixed(1)}" width="${Math.max(1, step - 1).toFixed(1)}" height="${size.toFixed(1)}"/>`,
    )}</g>`
  })
  const label = `${TITLES[which]}, by day: ${days[0]?.day ?? ''} to ${days.at(-1)?.day ?? ''}, at most ${count(most)} messages a day`
  return html`<h3>${TITLES[which]}</h3><svg viewBox="0 0 ${CHART.width} ${CHART.height}" role="img" aria-label="${label}">${bars}<text x="0" y="${CHART.height - 3}">${days[0]?.day ?? ''}</text><text x="${CHART.width}" y="${CHART.height - 3}" text-anchor="end">${days.at(-1)?.day ?? ''}</text></svg>`
}

function foot({ input, local }: LogFacts): Fragment {
  const inside = local.in.messages + local.out.messages
  return html`<footer>${count(input.lines)} lines, ${count(input.linesRead)} of them about mail and TLS, ${count(
    input.linesUnreadable + input.linesTooLong,
  )} unreadable${inside > 0 ? `; ${count(inside)} messages inside this machine are left out` : null}</footer>`
}
