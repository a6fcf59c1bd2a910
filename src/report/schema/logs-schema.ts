import { z } from 'zod'
import type { LogsDocument } from '../logs-json.ts'
import { count, exactly, list, text } from './limits.ts'

type Facts = LogsDocument['in']

const shares = { messages: count, encrypted: count, clear: count, unknown: count }
const sharesSchema = z.object(shares)

const namedSchema = list(
  z.object({ name: text.nullable().meta({ description: 'Null where the log does not say' }), messages: count }),
  5_000,
)
const peersSchema = list(
  z.object({
    name: text,
    messages: count.meta({ description: 'Messages in question' }),
    of: count.meta({ description: 'All messages of this destination or source' }),
  }),
)

const directionSchema: z.ZodType<Facts> = z
  .object({
    ...shares,
    versions: namedSchema,
    suites: namedSchema,
    groups: namedSchema,
    trust: list(
      z.object({
        name: exactly<Facts['trust'][number]['name']>()(
          z.enum(['verified', 'trusted', 'untrusted', 'anonymous', 'unknown']),
        ),
        messages: count,
      }),
    ),
    peers: count,
    messagesOfOthers: count,
    clearPeers: count,
    inClear: peersSchema,
    stricter: list(
      z.object({
        code: exactly<Facts['stricter'][number]['code']>()(
          z.enum([
            'out-encrypt',
            'out-tls12',
            'out-forward-secrecy',
            'out-verify',
            'in-encrypt',
            'in-tls12',
            'in-forward-secrecy',
          ]),
        ),
        peers: count,
        messages: count,
        examples: peersSchema,
      }),
    ),
    failures: list(
      z.object({
        name: exactly<Facts['failures'][number]['name']>()(
          z.enum(['not-offered', 'refused', 'handshake', 'certificate']),
        ),
        messages: count,
        peers: count,
        examples: list(text),
      }),
    ),
  })
  .meta({ id: 'LogDirection' })

/** What `wiretight logs --json` writes. */
export const logsSchema: z.ZodType<LogsDocument> = z.object({
  schema: z.literal('wiretight/logs@1'),
  verdict: text,
  interrupted: z.boolean(),
  input: z.object({
    files: count,
    bytes: count,
    lines: count,
    linesRead: count,
    linesUnreadable: count,
    linesTooLong: count,
  }),
  software: list(z.object({ name: z.enum(['postfix', 'exim', 'sendmail']), messages: count })),
  in: directionSchema,
  out: directionSchema,
  local: z
    .object({ in: sharesSchema, out: sharesSchema })
    .meta({ description: 'Mail between programs of the same machine, which is in no other number' }),
  days: list(z.object({ day: z.iso.date(), in: sharesSchema, out: sharesSchema }), 40_000),
})
