/** The rules, each by the name that a failing test shows. */
export const RULES = [
  'unreadable',
  'no-layer',
  'name',
  'too-long',
  'computed-import',
  'undeclared-package',
  'missing-file',
  'layer',
  'cycle',
  'impure',
] as const

/** A place that breaks a rule. */
export interface Violation {
  readonly rule: (typeof RULES)[number]
  /** Relative to `src`. */
  readonly file: string
  readonly line: number
  /** What is wrong there, to be read behind the file's name. */
  readonly detail: string
}

/** A violation in one line, for the message of a failing test. */
export function describeViolation({ rule, file, line, detail }: Violation): string {
  return `${rule}: src/${file}:${line} ${detail}`
}
