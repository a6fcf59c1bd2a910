import type { TextDocument, Token } from '../text-document.ts'

/** A part of a logical line: the index in its text, and the index in the document at which the part begins. */
interface Piece {
  readonly at: number
  readonly offset: number
}

/**
 * A logical line of `main.cf` or `master.cf`: a line and those that continue it, because they begin with white space. Comments
 * and empty lines in between belong to nobody and do not end it (postconf(5)).
 */
export interface LogicalLine {
  readonly text: string
  readonly pieces: readonly Piece[]
  /** The index in the document behind the last physical line, its line end included. */
  readonly end: number
}

/** A line that Postfix cannot read, so that it does not start. */
export interface Malformed {
  readonly document: TextDocument
  readonly offset: number
  readonly text: string
  readonly reason: string
}

/** What a file is made of: its logical lines, and continuation lines that continue nothing. */
export interface LogicalLines {
  readonly lines: readonly LogicalLine[]
  readonly stray: readonly Malformed[]
}

/** Splits a document into logical lines. Takes time in proportion to its size. */
export function logicalLines(document: TextDocument): LogicalLines {
  const { text, lineStarts } = document
  const lines: LogicalLine[] = []
  const stray: Malformed[] = []
  let parts: { readonly text: string; readonly offset: number; readonly end: number }[] = []
  const finish = (): void => {
    if (parts.length > 0) lines.push(joined(parts))
    parts = []
  }
  for (const [row, start] of lineStarts.entries()) {
    const end = lineStarts[row + 1] ?? text.length
    const content = text.slice(start, end).replace(/\r?\n$/, '')
    if (/^\s*(?:#|$)/.test(content)) continue
    const continues = /^\s/.test(content)
    if (continues && parts.length === 0) {
      const reason = 'the line begins with white space, but there is none before it to continue'
      stray.push({ document, offset: start + content.search(/\S/), text: content.trim(), reason })
      continue
    }
    if (!continues) finish()
    parts.push({ text: content, offset: start, end })
  }
  finish()
  return { lines, stray }
}

function joined(
  parts: readonly { readonly text: string; readonly offset: number; readonly end: number }[],
): LogicalLine {
  let at = 0
  const pieces = parts.map(({ text, offset }) => {
    const piece = { at, offset }
    at += text.length
    return piece
  })
  return { text: parts.map(({ text }) => text).join(''), pieces, end: parts.at(-1)?.end ?? 0 }
}

/** The index in the document of a character of a logical line. */
export function offsetIn({ pieces }: LogicalLine, at: number): number {
  let low = 0
  let high = pieces.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((pieces[middle]?.at ?? 0) <= at) low = middle
    else high = middle - 1
  }
  const piece = pieces[low]
  return piece === undefined ? at : piece.offset + at - piece.at
}

/** Tokens of a part of a logical line that a pattern finds; it must be global. */
export function tokensIn(line: LogicalLine, from: number, to: number, pattern: RegExp): readonly Token[] {
  return [...line.text.slice(from, to).matchAll(pattern)].map((match) => ({
    text: match[0],
    offset: offsetIn(line, from + match.index),
  }))
}
