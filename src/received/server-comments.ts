import { findAddress } from './find-address.ts'
import type { ReceivedParts } from './received-parts.ts'

/**
 * The comments that the server wrote on its own account, in order. A client may call itself by anything, such as
 * `(version=TLSv1.3,cipher=…)`, and servers that write the name as it was given make a comment of it. What the server itself
 * knows begins with the client's address, so that comments in front of it do not count, nor the one that holds it.
 */
export function serverComments({ clauses, opening }: ReceivedParts): readonly string[] {
  const own = Object.entries(clauses).flatMap(([name, { words, comments }]) =>
    name === 'from' ? comments.slice(claimed(words, comments)) : comments,
  )
  return [...opening.comments, ...own]
}

/** How many of the comments behind `from` the client may have chosen. A certificate may be one for an address. */
function claimed(words: readonly string[], comments: readonly string[]): number {
  const at = comments.findIndex((comment) => !comment.startsWith('Client ') && findAddress(comment) !== null)
  if (at >= 0) return at + 1
  // Without any word the first comment is what stands for the name.
  return words.length === 0 ? 1 : 0
}
