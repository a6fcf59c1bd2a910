const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUV'

/** Base32 with the extended hex alphabet, without padding, in upper case (RFC 4648 section 7; RFC 5155 section 3.3). */
export function toBase32Hex(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET[(value >> bits) & 31]
    }
  }
  return bits > 0 ? text + ALPHABET[(value << (5 - bits)) & 31] : text
}

/** The bytes of such a text in any case; null when it is not base32hex, or when unused bits are set. */
export function fromBase32Hex(text: string): Uint8Array | null {
  const bytes: number[] = []
  let bits = 0
  let value = 0
  for (const digit of text.toUpperCase()) {
    const at = ALPHABET.indexOf(digit)
    if (at < 0) return null
    value = ((value << 5) | at) & 0xfff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((value >> bits) & 0xff)
    }
  }
  return bits < 5 && (value & ((1 << bits) - 1)) === 0 ? Uint8Array.from(bytes) : null
}
