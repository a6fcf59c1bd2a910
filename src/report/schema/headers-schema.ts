import { z } from 'zod'
import type { HeadersDocument } from '../headers-json.ts'
import { count, exactly, list, text } from './limits.ts'

type Hop = HeadersDocument['hops'][number]

const time = z.iso.datetime().nullable()

const tlsSchema = exactly<Hop['tls']>()(
  z.object({
    state: z.enum(['encrypted', 'plaintext', 'unknown']),
    version: text
      .nullable()
      .meta({ description: 'Such as TLS 1.2; null when the field does not say, or not believably' }),
    suite: text.nullable().meta({ description: 'The IANA name' }),
    opensslName: text.nullable(),
    bits: count.nullable().meta({ description: 'The key length that was used, as stated' }),
    group: text.nullable().meta({ description: 'The IANA name' }),
    authenticated: z.boolean().meta({ description: 'By SMTP AUTH, or by a client certificate that was verified' }),
    certificate: z.enum(['verified', 'unverified', 'raw-public-key', 'none', 'unknown']),
    raw: text.nullable().meta({ description: 'The words about TLS as they stand' }),
  }),
)

const hopSchema: z.ZodType<Hop> = z
  .object({
    from: text.nullable(),
    address: text.nullable(),
    by: text.nullable(),
    with: text.nullable(),
    software: text.nullable(),
    softwareVersion: text.nullable(),
    local: z.boolean(),
    tls: tlsSchema,
    time,
    delaySeconds: z.number().nullable(),
  })
  .meta({ id: 'Hop' })

/** What `wiretight headers --json` writes. */
export const headersSchema: z.ZodType<HeadersDocument> = z.object({
  schema: z.literal('wiretight/headers@1'),
  verdict: text,
  counts: z.object({ hops: count, encrypted: count, plaintext: count, unknown: count, local: count }),
  hops: list(hopSchema, 500).meta({ description: 'Newest first, as they stand in the message' }),
})
