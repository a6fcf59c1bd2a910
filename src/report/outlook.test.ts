import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SAMPLE_NAMES, SAMPLES } from '../../test/report-samples.ts'
import { judge } from '../judge/judge.ts'
import { GRADES } from '../judge/score.ts'
import { outlookWithout } from './outlook.ts'

const samples = SAMPLE_NAMES.map((name) => ({ name, facts: SAMPLES[name], judgement: judge(SAMPLES[name]) }))

describe('outlookWithout', () => {
  test.each(samples)('$name: without nothing it is the judgement itself', ({ facts, judgement }) => {
    const { score, grade } = judgement
    expect(outlookWithout(facts, judgement, new Set())).toEqual(score === null ? null : { score, grade })
  })

  test.each(samples)('$name: without everything it is as good as can be', ({ facts, judgement }) => {
    const all = new Set(judgement.findings.map(({ code }) => code))
    const outlook = outlookWithout(facts, judgement, all)
    if (judgement.score === null) expect(outlook).toBeNull()
    else expect(outlook).toMatchObject({ score: 100, grade: expect.stringMatching(/^A\+?$/) })
  })

  test.each(samples)('$name: with more done it is never worse', ({ facts, judgement }) => {
    const codes = [...new Set(judgement.findings.map(({ code }) => code))]
    fc.assert(
      fc.property(fc.subarray(codes), fc.subarray(codes), (some, more) => {
        const less = outlookWithout(facts, judgement, new Set(some))
        const grown = outlookWithout(facts, judgement, new Set([...some, ...more]))
        expect(grown?.score ?? 0).toBeGreaterThanOrEqual(less?.score ?? 0)
        expect(GRADES.indexOf(grown?.grade ?? 'F')).toBeLessThanOrEqual(GRADES.indexOf(less?.grade ?? 'F'))
      }),
      { numRuns: 30 },
    )
  })
})
