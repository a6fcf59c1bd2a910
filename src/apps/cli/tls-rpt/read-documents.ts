import { attempt, type Failure, fail } from '../../../base/failure.ts'
import { concatBytes } from '../../../base/hex.ts'
import type { DocumentOddity, ReportDocument, TlsReport } from '../../../facts/tls-rpt-facts.ts'
import { parseFileName, type ReportFileName } from '../../../tlsrpt/file-name.ts'
import { parseReport } from '../../../tlsrpt/parse-report.ts'
import { isGzip, UNPACK_LIMITS, unpack } from '../../../tlsrpt/unpack.ts'
import { inputName } from '../input-name.ts'
import { looksLikeJson, type MailPart, mailParts, REPORT_TYPES } from './mail-parts.ts'
import { failureOf, type Source } from './sources.ts'
import { isMbox, splitMbox } from './split-mbox.ts'

/** A document that was read; whether it repeats another is not known here. */
export type FoundDocument = Omit<ReportDocument, 'repeated'>

/** How documents are read. */
export interface ReadSettings {
  /** Octets of one document, packed or not. */
  readonly maxBytes: number
  /** Ends the reading; what is read then is not to be relied on. */
  readonly signal: AbortSignal
}

/** A mail may be so many times longer than the report in it: base64 needs four octets for three, and headers some more. */
const MAIL_FACTOR = 2

/**
 * Reads every report of a source: a JSON document, packed or not, a mail, or a mailbox of mails. What it is shows in its
 * first octets; names and types are not relied on. Nothing that goes wrong is thrown: it becomes a document with a failure.
 */
export async function* readDocuments(
  source: Source,
  { maxBytes, signal }: ReadSettings,
): AsyncGenerator<FoundDocument> {
  const { file } = source
  if ('failure' in source) {
    yield failed(file, null, null, source.failure)
    return
  }
  const { name: fileName, size, open } = source
  const name = fileName === null ? null : parseFileName(fileName)
  const stream = open()
  const stop = (): void => void stream.destroy()
  signal.addEventListener('abort', stop, { once: true })
  try {
    const { head, all } = await peek(stream)
    if (isMbox(head)) {
      yield* readMbox(file, all, maxBytes)
      return
    }
    const isJson = looksLikeJson(head)
    const isMail = !isJson && !isGzip(head) && looksLikeMail(head)
    const limitBytes = isMail ? maxBytes * MAIL_FACTOR : maxBytes
    // A file that is too large is refused before it is read.
    if (size !== null && size > limitBytes) fail({ code: 'content-too-large', document: inputName(file), limitBytes })
    const bytes = await collect(all, limitBytes, inputName(file))
    if (isMail) yield* readMail(file, null, bytes, maxBytes)
    else if (isJson || isGzip(head))
      yield await readContent({ file, part: null, name, fileName, type: null, bytes, maxBytes })
    else {
      const reason = 'neither JSON, nor gzip data, nor a mail'
      fail({ code: 'document-invalid', document: inputName(file), at: '', reason })
    }
  } catch (error) {
    yield failed(file, null, name, failureOf(error, file))
  } finally {
    signal.removeEventListener('abort', stop)
    stream.destroy()
  }
}

async function* readMbox(
  file: string,
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<FoundDocument> {
  const limitBytes = maxBytes * MAIL_FACTOR
  let count = 0
  for await (const message of splitMbox(chunks, limitBytes)) {
    count += 1
    const part = `message ${count}`
    if (message === null) yield failed(file, part, null, { code: 'content-too-large', document: part, limitBytes })
    else yield* readMail(file, part, message, maxBytes)
  }
}

async function* readMail(
  file: string,
  place: string | null,
  message: Uint8Array,
  maxBytes: number,
): AsyncGenerator<FoundDocument> {
  const parts = await attempt(() => mailParts(message, place ?? inputName(file)))
  if (!parts.ok) {
    yield failed(file, place, null, parts.failure)
    return
  }
  const read: (FoundDocument & Pick<MailPart, 'why'>)[] = []
  for (const { place: inner, name, mediaType, content, why } of parts.value) {
    const part = place === null ? inner : `${place}, ${inner}`
    const parsed = name === null ? null : parseFileName(name)
    const document = { file, part, name: parsed, fileName: name, type: mediaType, bytes: content, maxBytes }
    read.push({ ...(await readContent(document)), why })
  }
  // What only looked like a report, and is none, is not a report that could not be read, as long as there is a real one.
  const isSure = read.some(({ report, why }) => report !== null || why === 'named')
  for (const { why, ...document } of read) if (!isSure || document.report !== null || why === 'named') yield document
}

interface Content {
  readonly file: string
  readonly part: string | null
  readonly name: ReportFileName | null
  readonly fileName: string | null
  /** Media type; null outside of mails. */
  readonly type: string | null
  readonly bytes: Uint8Array
  readonly maxBytes: number
}

async function readContent(content: Content): Promise<FoundDocument> {
  const { file, part, name, bytes, maxBytes } = content
  const document = part ?? inputName(file)
  const read = await attempt(async () => {
    const limits = { ...UNPACK_LIMITS, maxBytes }
    return parseReport(isGzip(bytes) ? await unpack(bytes, document, limits) : bytes, document)
  })
  if (!read.ok) return failed(file, part, name, read.failure)
  const { report, oddities } = read.value
  return { file, part, name, report, oddities: [...odditiesOf(content, report), ...oddities], failure: null }
}

/** A day, by which a report's own times may differ from those of its name; senders disagree on zones. */
const DAY_SECONDS = 86_400

function odditiesOf({ fileName, type, name, bytes }: Content, report: TlsReport): readonly DocumentOddity[] {
  const isPacked = isGzip(bytes)
  const saysPacked = type === REPORT_TYPES.gzip || /\.gz$/i.test(fileName ?? '')
  const saysPlain = !saysPacked && (type === REPORT_TYPES.json || /\.json$/i.test(fileName ?? ''))
  const domains = report.policies.flatMap(({ domain }) => (domain === null ? [] : [domain]))
  const begin = report.begin === null ? null : Date.parse(report.begin) / 1_000
  const disagrees =
    name !== null &&
    ((domains.length > 0 && !domains.includes(name.domain)) ||
      (begin !== null && Math.abs(begin - name.begin) > DAY_SECONDS))
  const isOtherType = type !== null && !Object.values(REPORT_TYPES).some((each) => each === type)
  const codes: readonly (readonly [boolean, DocumentOddity['code']])[] = [
    [isPacked && saysPlain, 'gzip-unnamed'],
    [!isPacked && saysPacked, 'gzip-misnamed'],
    [isOtherType, 'media-type'],
    [disagrees, 'name-disagrees'],
  ]
  return codes.flatMap(([holds, code]) => (holds ? [{ code, at: '' }] : []))
}

function failed(file: string, part: string | null, name: ReportFileName | null, failure: Failure): FoundDocument {
  return { file, part, name, report: null, oddities: [], failure }
}

/** Octets that are enough to tell what a source is. */
const HEAD_BYTES = 256

/** Takes the first octets of a stream, and hands out all of it, those included. */
async function peek(
  stream: AsyncIterable<Uint8Array>,
): Promise<{ readonly head: Uint8Array; readonly all: AsyncIterable<Uint8Array> }> {
  const chunks = stream[Symbol.asyncIterator]()
  const first: Uint8Array[] = []
  let length = 0
  while (length < HEAD_BYTES) {
    const next = await chunks.next()
    if (next.done === true) break
    first.push(next.value)
    length += next.value.length
  }
  const head = concatBytes(first)
  return {
    head,
    all: (async function* () {
      yield head
      for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value
    })(),
  }
}

async function collect(chunks: AsyncIterable<Uint8Array>, limitBytes: number, document: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks) {
    length += chunk.length
    if (length > limitBytes) fail({ code: 'content-too-large', document, limitBytes })
    parts.push(chunk)
  }
  return concatBytes(parts)
}

/** True when the first line is a header field (RFC 5322 section 2.2). */
function looksLikeMail(head: Uint8Array): boolean {
  return /^[!-9;-~]{1,100}[ \t]*:/.test(Buffer.from(head).toString('latin1'))
}
