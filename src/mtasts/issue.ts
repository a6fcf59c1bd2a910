/**
 * Something that is wrong with a record or a policy, or that will surprise its owner, as plain data. The wording lives in
 * `report/`.
 */
export interface Issue<Code extends string> {
  readonly code: Code
  /** Where: the character of a record or the line of a policy, from 1; 0 for what is missing as a whole. */
  readonly at: number
  /** The piece in question, printable and bounded; empty for what is missing. */
  readonly text: string
}

/** Characters of a piece that are repeated in an issue. */
export const ISSUE_TEXT_CHARACTERS = 120

/** Issues of one kind that are kept; a policy of 64 KiB could have a line for each two octets. */
export const ISSUES = 50
