import { z } from 'zod'
import type { RuleCode } from '../../judge/codes.ts'
import { type Confidence, type Sign, SYSTEMS } from '../../judge/mail-systems.ts'
import type { Change } from '../../judge/rule.ts'
import type { Grade } from '../../judge/score.ts'
import { type RecognisedSystem, SOFTWARE_NAMES, type Software } from '../../judge/software.ts'
import type { PlanStep } from '../plan.ts'
import { EFFORTS, PLAN_STAGES } from '../plan-stage.ts'
import { count, exactly, list, text } from './limits.ts'

/** Mail servers whose settings are known. */
export const softwareSchema: z.ZodType<Software> = z.enum(SOFTWARE_NAMES)

/** What runs at an address, and how that is known. */
export const systemSchema: z.ZodType<RecognisedSystem> = z
  .object({
    system: z.enum(SYSTEMS.map(({ system }) => system)),
    title: text,
    confidence: exactly<Confidence>()(z.enum(['certain', 'likely', 'possible'])),
    by: exactly<Sign['in']>()(z.enum(['mx-name', 'greeting-name', 'greeting', 'ehlo', 'extensions'])),
    seen: text,
    software: softwareSchema.nullable(),
    hosted: z.boolean(),
  })
  .meta({ id: 'System' })

/** What a step of the plan, or a fix, changes. */
export const changeSchema: z.ZodType<Change> = exactly<Change>()(
  z.enum([
    'versions',
    'ciphers',
    'suites',
    'certificate',
    'chain',
    'compression',
    'dh',
    'library',
    'mta-sts',
    'dane',
    'tls-rpt',
    'dnssec',
  ]),
)

/** One step of the plan. The schema of codes is handed in, so that a document has it once. */
export function planStepSchema(code: z.ZodType<RuleCode>): z.ZodType<PlanStep> {
  return z
    .object({
      stage: z.enum(PLAN_STAGES),
      change: z.union([changeSchema, code]),
      action: text,
      effort: z.enum(EFFORTS),
      settings: list(z.object({ software: softwareSchema, lines: text })),
      provider: z.object({ title: text, advice: text }).nullable(),
      hosts: list(text),
      codes: list(code),
      gain: count.meta({ description: 'Points that it adds when the steps before it are done.' }),
      after: z
        .object({
          score: z.number().min(0).max(100),
          grade: exactly<Grade>()(z.enum(['A+', 'A', 'B', 'C', 'D', 'F'])),
        })
        .nullable(),
      verify: text,
    })
    .meta({ id: 'PlanStep' })
}
