import type { ScoreCard } from '../../judge/judge.ts'
import { gradeOf, worseGrade } from '../../judge/score.ts'
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
 * @param of whose score the sum begins with, such as `worst exchanger`; null for the full 100
 */
export function sumLine(view: View, { sum }: Pick<ScoreCard, 'sum'>, of: string | null): Fragment | null {
  if (sum === null) return null
  const terms = sum.sum.filter(({ points }) => points > 0)
  if (terms.length === 0) return null
  const left = terms.reduce((rest, { points }) => rest - points, sum.from)
  return html`<p class="sum">${sum.from}${of === null ? null : ` (${of})`}${terms.map(
    ({ code, points }) => html` − ${points} ${codeLink(view, code)}`,
  )} ${left < 0 ? '→' : '='} <b>${sum.score}</b>${capWords(sum)}</p>`
}

/** Why a grade is lower than the score alone would give. */
function capWords({ score, cap, grade }: NonNullable<ScoreCard['sum']>): string | null {
  const own = gradeOf(score)
  if (worseGrade(own, grade) === own) return null
  return cap === 'F' ? ', but F for what is critical' : `, but no better than ${cap} for what is of high severity`
}
