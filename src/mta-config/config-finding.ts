import type { ConfigCode } from './config-codes.ts'
import type { ConfigSeverity } from './config-rule.ts'
import type { Place } from './text-document.ts'

/** Something in somebody's settings that should be otherwise, as plain data. */
export interface ConfigFinding {
  readonly code: ConfigCode
  readonly severity: ConfigSeverity
  readonly file: string
  /** From 1. A setting that is missing is reported where its absence matters, or at the first line. */
  readonly line: number
  readonly column: number
  /** The parameter, option or property; null when the line is none. */
  readonly parameter: string | null
  /** Its value as it takes effect; null when it has none. */
  readonly value: string | null
  /** What is so and what follows from it, in a sentence. */
  readonly message: string
  /** The lines to write instead, or what to do; null when only a person can tell. */
  readonly fix: string | null
}

/** A sentence about one service that can also be said of several. */
export interface Sentence {
  /** The service, as the sentence names it. */
  readonly whom: string
  readonly say: (whom: string) => string
}

/** What a rule found, with the changes that would end it. */
export interface Found<Change> {
  readonly place: Place
  readonly parameter: string | null
  readonly value: string | null
  readonly message: string | Sentence
  /** When it differs from the rule's own. */
  readonly severity?: ConfigSeverity
  /** What a program may change by itself. */
  readonly changes: readonly Change[]
  /** What a person has to do, where no change ends it. */
  readonly advice?: string
}

/** Findings in the order of files, lines and columns. */
export function inOrder(findings: readonly ConfigFinding[], files: readonly string[]): readonly ConfigFinding[] {
  return findings.toSorted(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
  )
}
