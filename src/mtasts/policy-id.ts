import { createHash } from 'node:crypto'

/** Characters of an id that is made here; RFC 8461 section 3.1 allows 32. */
const ID_CHARACTERS = 32

/**
 * An id for a policy that is a function of its text: it changes exactly when the policy does, on every machine that serves
 * it, and nobody can forget to change it. Half of a SHA-256 in lower-case hexadecimal. How lines end makes no difference,
 * because an editor or a version control may change that.
 */
export function policyId(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').replace(/\n$/, '')
  return createHash('sha256').update(lines).digest('hex').slice(0, ID_CHARACTERS)
}
