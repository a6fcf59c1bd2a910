import { z } from 'zod'
import type { SClientDocument } from '../s-client-json.ts'
import { failureSchema } from './failure-schema.ts'
import { count, duration, list, port, text, time } from './limits.ts'

type Certificate = SClientDocument['chain'][number]['certificate']

const certificateSchema: z.ZodType<Certificate> = z
  .object({
    subject: text,
    issuer: text,
    serial: text,
    notBefore: time,
    notAfter: time,
    key: z.object({ algorithm: text, bits: count.nullable(), curve: text.nullable() }),
    signature: text,
    sha256: text,
    spkiSha256: text,
  })
  .nullable()

/** What `wiretight s-client --json` writes. */
export const sClientSchema: z.ZodType<SClientDocument> = z.object({
  schema: z.literal('wiretight/s-client@1'),
  target: text,
  host: text,
  port,
  mode: z.enum(['starttls', 'implicit']),
  address: text.nullable(),
  sni: text.nullable(),
  banner: text.nullable(),
  protocol: text.nullable().meta({ description: 'OpenSSL’s name, such as TLSv1.3' }),
  cipher: text.nullable().meta({ description: 'OpenSSL’s name of the suite' }),
  suite: text.nullable().meta({ description: 'IANA’s name of the suite' }),
  group: text.nullable(),
  verify: z
    .object({ code: count, text })
    .nullable()
    .meta({ description: 'OpenSSL’s verdict on the chain, as “Verify return code” of s_client' }),
  chain: list(z.object({ certificate: certificateSchema, pem: z.string().max(200_000) }), 20),
  failure: failureSchema.nullable(),
  milliseconds: duration,
  command: text,
})
