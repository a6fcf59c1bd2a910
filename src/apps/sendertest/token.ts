/**
 * Tokens are what a test is known by: twelve letters and digits that nobody can guess, without those that people confuse.
 * A token is the local part of the address to write to, so that it is in lower case and has no dot.
 */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Characters of a token: 59 bits. */
const TOKEN_CHARACTERS = 12

/** Octets that make a token: three for each character, so that no character is noticeably likelier than another. */
export const TOKEN_OCTETS: number = 3 * TOKEN_CHARACTERS

/** A token of {@link TOKEN_OCTETS} random octets. */
export function makeToken(random: Uint8Array): string {
  return Array.from({ length: TOKEN_CHARACTERS }, (_, at) => {
    const [a = 0, b = 0, c = 0] = random.subarray(3 * at)
    return ALPHABET[(a * 65_536 + b * 256 + c) % ALPHABET.length]
  }).join('')
}

/** The token of a local part, whatever its letter case; null for what cannot be one. */
export function parseToken(localPart: string): string | null {
  const token = localPart.toLowerCase()
  if (token.length !== TOKEN_CHARACTERS) return null
  return [...token].every((character) => ALPHABET.includes(character)) ? token : null
}
