/**
 * Makes text or bytes from a peer harmless and lossless: printable ASCII stays, every other byte becomes `\xNN`, a
 * backslash `\\`. What comes out holds no control character, no escape sequence and no bidirectional override.
 *
 * @param limit the most characters of the result; what is cut is marked by `…`
 */
export function printable(bytes: Uint8Array | string, limit: number): string {
  const source = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes
  let out = ''
  for (const byte of source) {
    const next =
      byte === 0x5c
        ? '\\\\'
        : byte >= 0x20 && byte < 0x7f
          ? String.fromCharCode(byte)
          : `\\x${byte.toString(16).padStart(2, '0')}`
    if (out.length + next.length > limit) return `${out}…`
    out += next
  }
  return out
}

/**
 * The text that {@link printable} was given: the octets that it escaped are read as UTF-8, and what it cut is lost. For
 * texts of the DNS, which lookups hold in printable form and grammars read as they were.
 */
export function unprintable(text: string): string {
  const octets = text
    .replace(/…$/, '')
    .replace(/\\(?:x([0-9a-f]{2})|\\)/g, (_, octet: string | undefined) =>
      octet === undefined ? '\\' : String.fromCharCode(Number.parseInt(octet, 16)),
    )
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(octets, (octet) => octet.charCodeAt(0)))
}
