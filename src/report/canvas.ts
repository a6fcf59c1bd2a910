import { wrap } from './columns.ts'
import { NO_PAINT, type Paint } from './paint.ts'
import { ASCII_SYMBOLS, type Symbols, UNICODE_SYMBOLS } from './symbols.ts'

/** How something is shown in a terminal. */
export interface TextOptions {
  /** Columns of the terminal; lines are no longer. At least 60 are used. */
  readonly width?: number
  /** True for terminals without typographic signs. */
  readonly ascii?: boolean
  /** Puts colour on; none by default. */
  readonly paint?: Paint
}

/** What texts for a terminal are drawn on. */
export interface Canvas {
  readonly width: number
  readonly signs: Symbols
  readonly paint: Paint
}

/** Columns below which nothing is laid out, unless a text needs more. */
const LEAST_WIDTH = 60

/** The canvas of a terminal. */
export function canvasOf({ width = 100, ascii = false, paint = NO_PAINT }: TextOptions, least = LEAST_WIDTH): Canvas {
  return { width: Math.max(least, width), signs: ascii ? ASCII_SYMBOLS : UNICODE_SYMBOLS, paint }
}

/**
 * Lines that begin with a label in a column of its own; further lines stand under the text, and as far in as that begins with
 * blanks.
 */
export function labelled(label: string, text: string, column: number, { width, signs }: Canvas): readonly string[] {
  const indent = text.length - text.trimStart().length
  const lines = wrap(signs.say(text.trimStart()), width - column - indent)
  return lines.map((line, at) => `${(at === 0 ? label : '').padEnd(column)}${' '.repeat(indent)}${line}`)
}

/** The lines as one text, without blanks at their ends. */
export function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line.trimEnd()}\n`).join('')
}

/** Sections as one text, with an empty line between them; those without lines are left out. */
export function sectionsText(sections: readonly (readonly string[])[]): string {
  return sections
    .filter((lines) => lines.length > 0)
    .map(textOf)
    .join('\n')
}
