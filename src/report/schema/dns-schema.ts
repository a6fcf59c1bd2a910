import { z } from 'zod'
import type { AnyRecord } from '../../facts/dns-facts.ts'
import type { DnsDocument } from '../dns-json.ts'
import { failureSchema } from './failure-schema.ts'
import { count, duration, list, text, time } from './limits.ts'
import { chainSchema, dnssecStatusSchema } from './lookup-schema.ts'

const recordSchema: z.ZodType<AnyRecord> = z
  .union([
    z.string().meta({ description: 'An address, a name, a text, or the presentation form of any other type' }),
    z.object({ preference: count, exchange: text }).meta({ title: 'MX' }),
    z.object({ priority: count, weight: count, port: count, target: text }).meta({ title: 'SRV' }),
    z.object({ usage: count, selector: count, matching: count, data: z.string() }).meta({ title: 'TLSA' }),
    z.object({ flags: count, tag: text, value: text }).meta({ title: 'CAA' }),
  ])
  .meta({ id: 'DnsRecord' })

/** A type's name, or `TYPEnnn`. */
const typeSchema: z.ZodType<DnsDocument['type']> = z
  .string()
  .regex(/^[A-Z][A-Z0-9]{0,15}$/)
  .pipe(z.custom<DnsDocument['type']>())

/** What `wiretight dns --json` writes. */
export const dnsSchema: z.ZodType<DnsDocument> = z.object({
  schema: z.literal('wiretight/dns@1'),
  name: text,
  type: typeSchema,
  status: dnssecStatusSchema,
  ede: count.nullable().meta({ description: 'Extended DNS error code (RFC 8914)' }),
  reason: text,
  at: text.nullable().meta({ description: 'The zone or name at which the verdict was decided' }),
  outcome: z.enum(['records', 'nodata', 'nxdomain', 'failed']),
  records: list(recordSchema, 65_535),
  cnames: list(text, 100),
  ttlSeconds: count,
  chain: chainSchema,
  signature: z.object({ begins: time, ends: time }).nullable().meta({
    description: 'When the signatures over the answer, or over the proof that there is none, begin and end to count',
  }),
  queries: count,
  verifications: count,
  milliseconds: duration,
  resolver: text,
  judgedAt: time,
  failure: failureSchema.nullable(),
})
