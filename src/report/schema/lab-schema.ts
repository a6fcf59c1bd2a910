import { z } from 'zod'
import type { LabAddress, LabSeenMail, LabSendDocument, LabStatusDocument } from '../lab-documents.ts'
import { count, exactly, list, port, text, time } from './limits.ts'

const addressSchema: z.ZodType<LabAddress> = z.object({ address: text, port }).meta({ id: 'LabAddress' })

/** A PEM certificate, or a handful of records. */
const file = z.string().max(65_536)

/** What `wiretight lab status --json` writes. */
export const labStatusSchema: z.ZodType<LabStatusDocument> = exactly<LabStatusDocument>()(
  z.object({
    schema: z.literal('wiretight/lab@1'),
    pid: count,
    startedAt: time,
    realPorts: z.boolean(),
    dns: addressSchema,
    trustAnchor: file,
    trustAnchorFile: text,
    rootPem: file,
    rootFile: text,
    domains: list(
      z.object({
        domain: text,
        teaches: text,
        hosts: list(z.object({ name: text, addresses: list(text) })),
        attack: text.nullable(),
      }),
      10_000,
    ),
    places: list(z.object({ address: text, port, at: addressSchema }), 100_000),
  }),
)

/** A message that arrived, or that somebody on the path has read. */
export const labSeenMailSchema: z.ZodType<LabSeenMail> = exactly<LabSeenMail>()(
  z.object({
    host: text,
    by: z.enum(['server', 'attacker']),
    tls: z.object({ version: text, suite: text }).nullable(),
    to: list(text),
    text: z.string().max(65_536),
  }),
).meta({ id: 'LabSeenMail' })

/** What `wiretight lab send --json` writes. */
export const labSendSchema: z.ZodType<LabSendDocument> = exactly<LabSendDocument>()(
  z.object({
    schema: z.literal('wiretight/lab-send@1'),
    sender: z.object({ id: text, name: text, settings: list(text) }),
    to: text,
    attack: z.object({ name: text, explain: text }).nullable(),
    delivery: z.enum(['authenticated', 'encrypted', 'plaintext', 'deferred', 'bounced']),
    evidence: list(text),
    seen: list(labSeenMailSchema),
  }),
)
