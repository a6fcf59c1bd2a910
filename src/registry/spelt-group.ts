import { groupByName } from './find-group.ts'
import type { NamedGroup } from './group.ts'
import { GROUPS } from './groups.ts'

const byLetters = new Map(GROUPS.map((group) => [lettersOf(group.name), group]))

/**
 * The group of a program's word: OpenSSL's `X25519`, `prime256v1`, `X9_62_prime256v1` and `P-256`, GnuTLS' `SECP256R1`, `FFDHE2048`
 * and `X25519-MLKEM768`, the `P384` of Windows' suites. Undefined for groups without a name, such as GnuTLS' `CUSTOM2048`.
 */
export function speltGroup(word: string): NamedGroup | undefined {
  const name = word.replace(/^X9_62_/, '').replace(/^P(?=\d)/, 'P-')
  return groupByName(name) ?? byLetters.get(lettersOf(name))
}

/**
 * The group of Postfix' words about a key exchange: `X25519`, or `ECDHE (prime256v1)`. Undefined for `DHE (2048 bits)`.
 *
 * @param detail what stands in parentheses behind, or the empty text
 */
export function exchangeGroup(exchange: string, detail: string): NamedGroup | undefined {
  return speltGroup(/^(?:EC)?DHE?$/.test(exchange) ? detail : exchange)
}

function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}
