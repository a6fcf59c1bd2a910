import { nearestCodes } from '../../judge/catalogue.ts'
import { isRuleCode, type RuleCode } from '../../judge/codes.ts'
import type { Judgement } from '../../judge/judge.ts'
import { quoted, refuse } from './check-options.ts'

/**
 * The codes of `--only`; null without the option.
 *
 * @throws ProbeError `option-invalid`, with the nearest code
 */
export function codesOf(text: string | undefined): readonly RuleCode[] | null {
  if (text === undefined) return null
  return text.split(',').map((word) => {
    const code = word.trim()
    if (isRuleCode(code)) return code
    const [near] = nearestCodes(code)
    return refuse('--only', `there is no code ${quoted(code)}${near === undefined ? '' : `; did you mean ${near}?`}`)
  })
}

/** A judgement of which only some codes are of interest; scores stay those of the whole. */
export function judgedOnly(judgement: Judgement, codes: readonly RuleCode[] | null): Judgement {
  if (codes === null) return judgement
  const isWanted = ({ code }: { readonly code: RuleCode }): boolean => codes.includes(code)
  return {
    ...judgement,
    findings: judgement.findings.filter(isWanted),
    undetermined: judgement.undetermined.filter(isWanted),
    cleared: judgement.cleared.filter(isWanted),
  }
}

/** Families and codes that the quick plan decides as a whole. */
const QUICK_CODES: readonly RegExp[] = [
  /^mx-/,
  /^smtp-/,
  /^starttls-(?!injection)/,
  /^cert-/,
  /^tls-version-(?!intolerance)/,
]

/** The cheapest plan that decides these codes. */
export function planForCodes(codes: readonly RuleCode[]): 'quick' | 'full' {
  return codes.every((code) => QUICK_CODES.some((pattern) => pattern.test(code))) ? 'quick' : 'full'
}
