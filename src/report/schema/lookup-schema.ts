import { z } from 'zod'
import type { DomainFacts } from '../../facts/domain-facts.ts'
import type { DnssecStatus } from '../report.ts'
import { failureSchema } from './failure-schema.ts'
import { count, list, text } from './limits.ts'

/** What DNSSEC says of an answer. */
export const dnssecStatusSchema: z.ZodType<DnssecStatus> = z
  .enum(['secure', 'insecure', 'bogus', 'indeterminate'])
  .meta({ id: 'DnssecStatus' })

type MxLookup = NonNullable<DomainFacts['mx']>

/** The chain of trust of an answer. A name has at most 127 labels, and so many zones above it. */
export const chainSchema: z.ZodType<MxLookup['dnssec']['chain']> = list(
  z.object({
    zone: text,
    ds: list(text),
    dnskey: list(text),
    algorithms: list(count),
    signatureExpires: text.nullable(),
    signatureBegins: text.exactOptional(),
    rsaBits: count.exactOptional(),
  }),
  130,
)

const dnssecSchema: z.ZodType<MxLookup['dnssec']> = z
  .object({
    status: dnssecStatusSchema,
    ede: count.nullable(),
    reason: text,
    at: text.exactOptional(),
    chain: chainSchema,
    signature: z.object({ begins: text, ends: text }).exactOptional(),
    claimed: z.enum(['records', 'nodata', 'nxdomain']).exactOptional(),
    cost: z.object({ queries: count, verifications: count }).exactOptional(),
  })
  .meta({ id: 'Dnssec' })

/** A question to the DNS with its answer. */
export function lookupSchema<Record>(
  type: MxLookup['type'],
  record: z.ZodType<Record>,
): z.ZodType<Omit<MxLookup, 'records'> & { readonly records: readonly Record[] }> {
  return z.object({
    name: text,
    type: z.literal(type),
    outcome: z.enum(['records', 'nodata', 'nxdomain', 'failed']),
    records: list(record),
    cnames: list(text, 100),
    dnssec: dnssecSchema,
    ttlSeconds: count,
    failure: failureSchema.exactOptional(),
  })
}
