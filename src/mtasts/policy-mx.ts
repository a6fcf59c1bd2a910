/** `sub-domain` of RFC 5321 section 4.1.2, no longer than a label of the DNS: letters, digits and hyphens, no hyphen at an end. */
const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/

/** Octets of a name in text: 255 on the wire, less the first length octet and the root's (RFC 1035 section 2.3.4). */
const NAME_OCTETS = 253

/**
 * Parses the value of `mx`: a `Domain` of RFC 5321 section 4.1.2 in A-labels, without a final dot, after an optional `*.`
 * (RFC 8461 section 3.2).
 *
 * @returns the name or pattern in lower case; null for anything else
 */
export function parsePolicyMx(value: string): string | null {
  const domain = value.startsWith('*.') ? value.slice(2) : value
  const isDomain = domain.length <= NAME_OCTETS && domain.split('.').every((label) => LABEL.test(label))
  return isDomain ? value.toLowerCase() : null
}
