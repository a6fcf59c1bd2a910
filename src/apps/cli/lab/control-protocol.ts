import { z } from 'zod'
import { fail } from '../../../base/failure.ts'
import type { LabSeenMail, LabStatusDocument } from '../../../report/lab-documents.ts'
import { failureSchema } from '../../../report/schema/failure-schema.ts'
import { labSeenMailSchema, labStatusSchema } from '../../../report/schema/lab-schema.ts'
import { list, port, text } from '../../../report/schema/limits.ts'

/*
 * One line of JSON asks, one line of JSON answers. After the answer to `tunnel` the connection belongs to whatever is at its
 * other end.
 */

/** A line is no longer than this. */
export const LINE_BYTES = 8_388_608

const requestSchema = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('status') }),
  z.object({ ask: z.literal('attack'), domain: text, attack: text.nullable() }),
  z.object({ ask: z.literal('seen'), to: text }),
  z.object({ ask: z.literal('tunnel'), address: text, port }),
  z.object({ ask: z.literal('tunnel-dns') }),
  z.object({ ask: z.literal('down') }),
])

/** What a running lab is asked. */
export type LabRequest = z.infer<typeof requestSchema>

const answerSchema = z.discriminatedUnion('answer', [
  z.object({ answer: z.literal('status'), status: labStatusSchema }),
  z.object({ answer: z.literal('seen'), seen: list(labSeenMailSchema) }),
  z.object({ answer: z.literal('done') }),
  z.object({ answer: z.literal('failed'), failure: failureSchema }),
])

/** What it answers. */
export type LabAnswer =
  | { readonly answer: 'status'; readonly status: LabStatusDocument }
  | { readonly answer: 'seen'; readonly seen: readonly LabSeenMail[] }
  | { readonly answer: 'done' }
  | { readonly answer: 'failed'; readonly failure: z.infer<typeof failureSchema> }

/** Reads a request. @throws ProbeError `document-invalid` */
export function parseRequest(line: string): LabRequest {
  return parse('the request to the lab', requestSchema, line)
}

/** Reads an answer. @throws ProbeError `document-invalid` */
export function parseAnswer(line: string): LabAnswer {
  return parse('the answer of the lab', answerSchema, line)
}

function parse<Value>(document: string, schema: z.ZodType<Value>, line: string): Value {
  const parsed = schema.safeParse(jsonOf(line))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  return fail({ code: 'document-invalid', document, at: issue?.path.join('.') ?? '', reason: issue?.message ?? '' })
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
