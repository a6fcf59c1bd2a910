import { z } from 'zod'
import type { Answer, RefusalHow, TlsVersion, Unknown } from '../../base/answer.ts'
import { count, exactly } from './limits.ts'

/** The versions of SSL and TLS. */
export const versionSchema: z.ZodType<TlsVersion> = exactly<TlsVersion>()(
  z.enum(['ssl2', 'ssl3', 'tls10', 'tls11', 'tls12', 'tls13']),
).meta({ id: 'TlsVersion' })

/** Why a question stays open. */
export const unknownSchema: z.ZodType<Unknown> = exactly<Unknown>()(
  z.enum([
    'not-asked',
    'budget',
    'rate-limited',
    'timeout',
    'reset',
    'unreachable',
    'inconclusive',
    'contradictory',
    'not-applicable',
    'interrupted',
    'local',
    'unlisted',
  ]),
).meta({ id: 'Unknown' })

const how: z.ZodType<RefusalHow> = exactly<RefusalHow>()(z.enum(['alert', 'close', 'reset', 'reply', 'ignored']))

/** Accepted, refused or unknown, together with other properties of what was asked about. */
export function answerWith<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
): z.ZodType<Answer & z.infer<z.ZodObject<Shape>>> {
  return z.discriminatedUnion('state', [
    z.object({ state: z.literal('accepted'), by: count, ...shape }),
    z.object({ state: z.literal('refused'), by: count, how, ...shape }),
    z.object({ state: z.literal('unknown'), why: unknownSchema, ...shape }),
  ]) as unknown as z.ZodType<Answer & z.infer<z.ZodObject<Shape>>>
}

/** Accepted, refused or unknown. */
export const answerSchema: z.ZodType<Answer> = answerWith({}).meta({ id: 'Answer' })

/** A value for every version. */
export function everyVersion<Value>(value: z.ZodType<Value>): z.ZodType<Record<TlsVersion, Value>> {
  return z.object({ ssl2: value, ssl3: value, tls10: value, tls11: value, tls12: value, tls13: value })
}
