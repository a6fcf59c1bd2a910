import { z } from 'zod'
import type { Failure } from '../../base/failure.ts'
import { count, duration, exactly, port, text } from './limits.ts'

const reason = text

/** Everything that can go wrong while looking. */
export const failureSchema: z.ZodType<Failure> = exactly<Failure>()(
  z.discriminatedUnion('code', [
    z.object({ code: z.literal('target-invalid'), target: text, reason }),
    z.object({ code: z.literal('option-invalid'), option: text, reason }),
    z.object({ code: z.literal('file-unreadable'), file: text, reason }),
    z.object({ code: z.literal('file-unwritable'), file: text, reason }),
    z.object({ code: z.literal('document-invalid'), document: text, at: text, reason }),
    z.object({ code: z.literal('name-invalid'), name: text, reason }),
    z.object({ code: z.literal('dns-timeout'), server: text, name: text }),
    z.object({ code: z.literal('dns-unreachable'), server: text, name: text, reason }),
    z.object({ code: z.literal('dns-rcode'), server: text, name: text, rcode: text }),
    z.object({ code: z.literal('dns-mismatch'), server: text, name: text, reason }),
    z.object({ code: z.literal('dns-alias-limit'), name: text, limit: count }),
    z.object({ code: z.literal('dns-no-server'), reason }),
    z.object({ code: z.literal('dnssec-bogus'), name: text, reason }),
    z.object({ code: z.literal('address-special'), address: text, kind: text }),
    z.object({ code: z.literal('tcp-refused'), address: text, port }),
    z.object({ code: z.literal('tcp-timeout'), address: text, port, milliseconds: duration }),
    z.object({ code: z.literal('tcp-unreachable'), address: text, port, errno: text }),
    z.object({ code: z.literal('stream-closed'), during: text }),
    z.object({ code: z.literal('stream-reset'), during: text }),
    z.object({ code: z.literal('stream-timeout'), during: text, milliseconds: duration }),
    z.object({ code: z.literal('stream-too-long'), during: text, limitBytes: count }),
    z.object({ code: z.literal('smtp-refused'), during: text, reply: count, text }),
    z.object({ code: z.literal('smtp-malformed'), during: text, text }),
    z.object({ code: z.literal('starttls-not-offered'), mangled: text.nullable() }),
    z.object({ code: z.literal('starttls-refused'), reply: count, text }),
    z.object({ code: z.literal('tls-alert'), level: count, description: count }),
    z.object({ code: z.literal('tls-not-tls'), text }),
    z.object({ code: z.literal('tls-handshake-failed'), reason }),
    z.object({ code: z.literal('wire-malformed'), structure: text, offset: count }),
    z.object({ code: z.literal('budget-spent'), connections: count }),
    z.object({ code: z.literal('cancelled') }),
  ]),
).meta({ id: 'Failure' })
