import type { ScoreCard } from '../../judge/judge.ts'
import { gradeTone } from '../server-row.ts'
import { type Fragment, html } from './fragment.ts'
import { codeLink, type View } from './view.ts'

/** A grade with its score, coloured. */
export function gradePill({ grade, score, provisional }: Pick<ScoreCard, 'grade' | 'score' | 'provisional'>): Fragment {
  if (grade === null) return html`<span class="pill low">no grade</span>`
  return html`<span class="pill ${toneClass(gradeTone(grade, provisional))}">${grade}${provisional ? '?' : ''} ${score}</span>`
}

/** The class of a tone; what is merely strong has the colour of information. */
export function toneClass(tone: string): string {
  return tone === 'strong' || tone === 'faint' ? 'info' : tone
}

/**
 * How a score comes about: `100 − 10 tls-version-obsolete − 4 cipher-cbc-only = 86`. Null where there is no score, or
 * nothing was taken away.
 *
 * @param start what the sum begins with, such as `worst exchanger`
 */
export function sumLine(view: View, { sum }: Pick<ScoreCard, 'sum'>, start: string): Fragment | null {
  if (sum === null) return null
  const terms = sum.sum.filter(({ points }) => points > 0)
  if (terms.length === 0) return null
  const atZero = terms.reduce((rest, { points }) => rest - points, sum.from) < 0 ? ', which counts as 0' : ''
  return html`<p class="sum">${start} ${sum.from}${terms.map(
    ({ code, points }) => html` − ${points} ${codeLink(view, code)}`,
  )} = <b>${sum.score}</b>${atZero}${capWords(sum)}</p>`
}

/** Why a grade is lower than the score alone would give. */
function capWords({ cap }: NonNullable<ScoreCard['sum']>): string | null {
  if (cap === 'F') return '; something critical makes it F'
  return cap === 'C' ? '; something of high severity allows no more than C' : null
}
