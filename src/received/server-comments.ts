import { findAddress } from './find-address.ts'
import type { ReceivedParts } from './received-parts.ts'

/**
 * The comments that the server wrote on its own account, in order. A client may call itself by anything, such as
 * `(version=TLSv1.3,cipher=…)`, and servers that write the name as it was given make a comment of it. What the server itself
 * knows begins with the client's address, so that comments in front of it do not count, nor the one that holds it.
 */
export function serverComments({ clauses, opening, comments }: ReceivedParts): readonly string[] {
  const { from } = clauses
  if (from === undefined) return comments
  // Clauses stand in the order of the field, so that those of the client are a stretch of all comments.
  const before = Object.values(clauses).slice(0, Object.keys(clauses).indexOf('from'))
  const start = before.reduce((sum, clause) => sum + clause.comments.length, opening.comments.length)
  return comments.toSpliced(start, claimed(from.words, from.comments))
}

/** How many of the comments behind `from` the client may have chosen. A certificate may be one for an address. */
function claimed(words: readonly string[], comments: readonly string[]): number {
  const at = comments.findIndex((comment) => !comment.startsWith('Client ') && findAddress(comment) !== null)
  if (at >= 0) return at + 1
  // Without any word the first comment is what stands for the name.
  return words.length === 0 ? 1 : 0
}
