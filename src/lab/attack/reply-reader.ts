import { createLineSplitter } from './line-splitter.ts'

/** A line of a reply (RFC 5321 section 4.2). `code` is null for what is no such line. */
export interface ReplyLine {
  readonly bytes: Uint8Array
  readonly code: number | null
  /** What stands behind the code and its separator, without the line end. */
  readonly text: string
  /** 0 for the first line of a reply. */
  readonly at: number
  /** No further line of this reply follows. */
  readonly last: boolean
}

/** Cuts what a server says into lines of replies. */
export interface ReplyReader {
  take(chunk: Uint8Array): readonly ReplyLine[]
  /** Takes out what waits for its line end. */
  rest(): Uint8Array
}

/** More than any reply line may have (RFC 5321 section 4.5.3.1.5). */
const LINE_BYTES = 4_096

/** Follows a server's side of SMTP. All lines together are what went in, but for one that is not complete yet. */
export function createReplyReader(): ReplyReader {
  const splitter = createLineSplitter(LINE_BYTES)
  let at = 0
  const lineOf = (bytes: Uint8Array, whole: boolean): ReplyLine => {
    const text = whole
      ? Buffer.from(bytes)
          .toString('latin1')
          .replace(/\r?\n$/, '')
      : ''
    const [, code, separator, rest = ''] = /^(\d{3})([- ]?)(.*)$/s.exec(text) ?? []
    const line = {
      bytes,
      code: code === undefined ? null : Number(code),
      text: rest,
      at,
      last: code !== undefined && separator !== '-',
    }
    at = line.last ? 0 : at + 1
    return line
  }
  return {
    take: (chunk) => splitter.take(chunk).map(({ bytes, whole }) => lineOf(bytes, whole)),
    rest: () => splitter.rest(),
  }
}
