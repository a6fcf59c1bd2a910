/** The octets of a string with one unit per octet. */
export function latin1Octets(text: string): Uint8Array {
  const octets = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at += 1) octets[at] = text.charCodeAt(at)
  return octets
}

/** A string with one unit per octet. */
export function latin1Text(octets: Uint8Array): string {
  let text = ''
  for (const octet of octets) text += String.fromCharCode(octet)
  return text
}

/**
 * Octets as printable ASCII: those that match `special` become `\X` where that can be printed and `\DDD` elsewhere
 * (RFC 1035 section 5.1).
 */
export function escapeOctets(octets: Uint8Array, special: RegExp): string {
  let text = ''
  for (const octet of octets) {
    const character = String.fromCharCode(octet)
    if (!special.test(character)) text += character
    else if (octet > 0x20 && octet < 0x7f && (octet < 0x30 || octet > 0x39)) text += `\\${character}`
    else text += `\\${String(octet).padStart(3, '0')}`
  }
  return text
}

/** The octets of a text with escapes; null when an escape is incomplete or above 255, or a character is no octet. */
export function unescapeOctets(text: string): Uint8Array | null {
  const octets: number[] = []
  for (let at = 0; at < text.length; at += 1) {
    let octet = text.charCodeAt(at)
    if (text[at] === '\\') {
      const decimal = /^[0-9]{3}/.exec(text.slice(at + 1, at + 4))?.[0]
      if (decimal === undefined && !/^[^0-9]/.test(text.slice(at + 1))) return null
      octet = decimal === undefined ? text.charCodeAt(at + 1) : Number(decimal)
      at += decimal === undefined ? 1 : 3
    }
    if (octet > 255) return null
    octets.push(octet)
  }
  return Uint8Array.from(octets)
}
