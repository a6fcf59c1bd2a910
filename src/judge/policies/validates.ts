import { matchName } from '../../x509/match-name.ts'
import type { AddressSubject } from '../subject.ts'

/**
 * Whether a sender that validates by the public authorities accepts the certificates of a server for a name: each chain
 * trusted and in date, with a matching DNS-ID (RFC 8461 section 4.2). Null while that is not known.
 */
export function validatesFor({ server, chains }: AddressSubject, name: string): boolean | null {
  const { verification } = server
  if (verification.state === 'failed') return false
  const leaves = chains.map(({ leaf }) => leaf)
  if (leaves.some((leaf) => leaf !== null && matchName(leaf, name) === null)) return false
  if (verification.state === 'unknown' || leaves.length === 0 || leaves.includes(null)) return null
  return true
}
