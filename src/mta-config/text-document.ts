import { fail } from '../base/failure.ts'
import { printable } from '../base/printable.ts'
import { CONFIG_FILE_BYTES } from './limits.ts'

/** How the characters of a file are written down. */
export type TextEncoding = 'utf-8' | 'latin1' | 'utf-16le'

/** A file of settings as text, with all that is needed to say where something stands and to write it back octet by octet. */
export interface TextDocument {
  /** The name by which the user knows it. */
  readonly file: string
  readonly text: string
  readonly encoding: TextEncoding
  /** The index of the first character of each line. */
  readonly lineStarts: readonly number[]
}

/** A position for people: lines and columns count from 1, columns in characters. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** A piece of a document with the index of its first character. */
export interface Token {
  readonly text: string
  readonly offset: number
}

/** A document of a text that is at hand. */
export function textDocument(file: string, text: string, encoding: TextEncoding = 'utf-8'): TextDocument {
  const lineStarts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1)
  return { file, text, encoding, lineStarts }
}

/**
 * Reads a file's octets as text without losing any: as UTF-16 when it begins with that mark, else as UTF-8 when it is
 * that, else octet by octet. A byte order mark stays the first character of the text.
 *
 * @throws ProbeError `document-invalid` with the line, when the file is too large or no text
 */
export function readTextDocument(file: string, bytes: Uint8Array): TextDocument {
  if (bytes.length > CONFIG_FILE_BYTES) {
    return invalid(file, '', `it is larger than ${CONFIG_FILE_BYTES} bytes`)
  }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return textDocument(file, utf16(file, bytes), 'utf-16le')
  const zero = bytes.indexOf(0)
  if (zero >= 0) return invalid(file, lineOfByte(bytes, zero), 'it has a zero octet, so it is no text')
  try {
    return textDocument(file, new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), 'utf-8')
  } catch {
    return textDocument(file, Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''), 'latin1')
  }
}

/** The octets of a text in the encoding of a document. */
export function encodeText({ encoding }: Pick<TextDocument, 'encoding'>, text: string): Uint8Array {
  if (encoding === 'utf-8') return new TextEncoder().encode(text)
  const wide = encoding === 'utf-16le'
  const bytes = new Uint8Array(text.length * (wide ? 2 : 1))
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (!wide) bytes[at] = unit
    else bytes.set([unit & 0xff, unit >> 8], at * 2)
  }
  return bytes
}

/** Where a character of a document stands. */
export function placeAt({ file, lineStarts }: TextDocument, offset: number): Place {
  let low = 0
  let high = lineStarts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((lineStarts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { file, line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1 }
}

/** Refuses a document at a character. @throws ProbeError `document-invalid` */
export function refuseAt(document: TextDocument, offset: number, reason: string): never {
  return invalid(document.file, `line ${placeAt(document, offset).line}`, reason)
}

function invalid(file: string, at: string, reason: string): never {
  return fail({ code: 'document-invalid', document: printable(file, 200), at, reason })
}

function utf16(file: string, bytes: Uint8Array): string {
  if (bytes.length % 2 !== 0) return invalid(file, 'its end', 'UTF-16 has two octets a character, and one is missing')
  return new TextDecoder('utf-16le', { ignoreBOM: true }).decode(bytes)
}

function lineOfByte(bytes: Uint8Array, offset: number): string {
  let line = 1
  for (let at = 0; at < offset; at += 1) if (bytes[at] === 0x0a) line += 1
  return `line ${line}`
}
