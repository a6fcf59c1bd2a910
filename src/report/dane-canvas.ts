import type { TlsaRecord } from '../facts/dane-facts.ts'
import { cutMiddle, wrap } from './columns.ts'
import { harmless } from './harmless.ts'
import { NO_PAINT, type Paint } from './paint.ts'
import { ASCII_SYMBOLS, type Symbols, UNICODE_SYMBOLS } from './symbols.ts'
import type { TextOptions } from './text.ts'

/** What the texts about DANE are drawn on. */
export interface Canvas {
  readonly width: number
  readonly signs: Symbols
  readonly paint: Paint
}

/** Columns below which nothing is laid out. */
const LEAST_WIDTH = 60

/** Digits of a record's data that are shown where the record is only named; a digest of SHA-256 has 64. */
const DATA_DIGITS = 24

/** The canvas of a terminal. */
export function canvasOf(options: TextOptions): Canvas {
  return {
    width: Math.max(LEAST_WIDTH, options.width ?? 100),
    signs: options.ascii ? ASCII_SYMBOLS : UNICODE_SYMBOLS,
    paint: options.paint ?? NO_PAINT,
  }
}

/** Lines that begin with a label in a column of its own; further lines stand under the text. */
export function labelled(label: string, text: string, column: number, { width, signs }: Canvas): readonly string[] {
  return wrap(signs.say(text), width - column).map((line, at) => `${(at === 0 ? label : '').padEnd(column)}${line}`)
}

/** A record's fields with the beginning and the end of its data, always equally long for equal digests. */
export function shortRecord({ usage, selector, matching, data }: TlsaRecord, { signs }: Canvas): string {
  return `${usage} ${selector} ${matching} ${cutMiddle(harmless(data, 140_000), DATA_DIGITS, signs.mark)}`
}

/** The lines as one text, without blanks at their ends. */
export function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line.trimEnd()}\n`).join('')
}
