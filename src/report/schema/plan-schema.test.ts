import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { SAMPLE_NAMES, sampleReport } from '../../../test/report-samples.ts'
import { RULE_CODES } from '../../judge/codes.ts'
import { planStepSchema, softwareSchema, systemSchema } from './plan-schema.ts'

const stepSchema = planStepSchema(z.enum(RULE_CODES))

describe.each(SAMPLE_NAMES.map((name) => ({ name, report: sampleReport(name) })))('$name', ({ report }) => {
  test('each step of the plan satisfies its schema', () => {
    for (const step of report.plan ?? []) expect(stepSchema.safeParse(step).error?.issues).toBeUndefined()
  })

  test('so does each recognised system', () => {
    const systems = report.mx.flatMap(({ addresses }) => addresses.flatMap(({ system }) => system ?? []))
    for (const system of systems) expect(systemSchema.safeParse(system).error?.issues).toBeUndefined()
  })
})

test('software is one of those whose settings are known', () => {
  expect(softwareSchema.safeParse('sendmail').success).toBe(true)
  expect(softwareSchema.safeParse('google').success).toBe(false)
})

test('what is no step is refused', () => {
  const [step] = sampleReport('mixed').plan ?? []
  const wrong = [
    { gain: -1 },
    { stage: 'x' },
    { effort: 'none' },
    { after: { score: 101, grade: 'A' } },
    { verify: 1 },
    { codes: ['x'] },
  ]
  for (const part of wrong) expect(stepSchema.safeParse({ ...step, ...part }).success).toBe(false)
})
