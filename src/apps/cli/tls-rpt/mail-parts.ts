import { attempt, fail } from '../../../base/failure.ts'
import { printable } from '../../../base/printable.ts'
import { parseFileName } from '../../../tlsrpt/file-name.ts'
import { isGzip } from '../../../tlsrpt/unpack.ts'

/** A part of a mail that may hold a report. */
export interface MailPart {
  /** Such as `part 2`. */
  readonly place: string
  readonly name: string | null
  readonly mediaType: string
  readonly content: Uint8Array
  /** `named`: type or name say that it is a report; `guessed`: only its content looks like one. */
  readonly why: 'named' | 'guessed'
}

/** Mails inside mails that are opened: one that was forwarded, and one more. */
const FORWARDED = 2

/** Media types of a report. RFC 8460 section 5.3. */
export const REPORT_TYPES = { json: 'application/tlsrpt+json', gzip: 'application/tlsrpt+gzip' } as const

/**
 * Finds the parts of a mail that may hold a report: those that are called so by type or name, and those whose content looks
 * like one, since some senders label it as anything.
 *
 * @throws ProbeError `report-missing` when there is none, `document-invalid` for what cannot be taken apart
 * @see RFC 8460 section 5.3
 */
export async function mailParts(message: Uint8Array, document: string, depth = 0): Promise<readonly MailPart[]> {
  const { simpleParser } = await import('mailparser')
  const mail = await simpleParser(Buffer.from(message.buffer, message.byteOffset, message.byteLength), {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
    skipTextLinks: true,
  }).catch((error: unknown) =>
    fail({
      code: 'document-invalid',
      document,
      at: '',
      reason: error instanceof Error ? printable(error.message, 200) : 'not a mail',
    }),
  )
  const found: MailPart[] = []
  for (const [at, { contentType, filename, content }] of mail.attachments.entries()) {
    const place = `attachment ${at + 1}`
    if (contentType === 'message/rfc822' && depth < FORWARDED) {
      const inner = await attempt(() => mailParts(content, document, depth + 1))
      if (inner.ok) found.push(...inner.value.map((part) => ({ ...part, place: `${place}, ${part.place}` })))
      continue
    }
    const part = partOf(place, contentType, filename ?? null, content)
    if (part !== null) found.push(part)
  }
  // A report without any disposition, labelled as text, is the text of the mail.
  const text = Buffer.from(mail.text ?? '')
  if (looksLikeJson(text))
    found.push({ place: 'text', name: null, mediaType: 'text/plain', content: text, why: 'guessed' })
  if (found.length > 0) return found
  return fail({ code: 'report-missing', document, reason: 'the mail has no part that looks like one' })
}

function partOf(place: string, mediaType: string, name: string | null, content: Uint8Array): MailPart | null {
  const isType = Object.values(REPORT_TYPES).some((type) => type === mediaType)
  const isNamed = name !== null && (parseFileName(name) !== null || /\.json(?:\.gz)?$/i.test(name))
  if (isType || isNamed) return { place, name, mediaType, content, why: 'named' }
  return isGzip(content) || looksLikeJson(content) ? { place, name, mediaType, content, why: 'guessed' } : null
}

/** True when the first octet that is no white space, or byte-order mark, opens an object. */
export function looksLikeJson(bytes: Uint8Array): boolean {
  return /^(?:\xef\xbb\xbf)?\s*\{/.test(Buffer.from(bytes.subarray(0, 256)).toString('latin1'))
}
