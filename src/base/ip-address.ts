/**
 * Addresses of IPv4 and IPv6 as text and octets, without any I/O module: parsing is strict (no octal, no shorthand IPv4,
 * no zone index), formatting is RFC 5952.
 */

/** The octets of an address, 4 or 16, or null when the text is not an address. */
export function parseIpAddress(text: string): Uint8Array | null {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text)
}

/** The canonical text of 4 or 16 octets: dotted decimal, or RFC 5952 (lower case, longest run of zeros as `::`). */
export function formatIpAddress(octets: Uint8Array): string {
  if (octets.length === 4) return octets.join('.')
  if (isIpv4Mapped(octets)) return `::ffff:${octets.subarray(12).join('.')}`
  const groups = groupsOf(octets)
  const gap = longestZeroRun(groups)
  const hex = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':')
  if (gap.length < 2) return hex(groups)
  return `${hex(groups.slice(0, gap.start))}::${hex(groups.slice(gap.start + gap.length))}`
}

/** 4 or 6, or null when the text is not an address. */
export function ipVersion(text: string): 4 | 6 | null {
  const octets = parseIpAddress(text)
  if (octets === null) return null
  return octets.length === 4 ? 4 : 6
}

/** The name whose PTR record names the address (RFC 1035 section 3.5, RFC 3596 section 2.5); null for other text. */
export function reverseName(address: string): string | null {
  const octets = parseIpAddress(address)
  if (octets === null) return null
  if (octets.length === 4) return `${octets.toReversed().join('.')}.in-addr.arpa`
  const nibbles = [...octets].flatMap((octet) => [octet >> 4, octet & 0x0f])
  return `${nibbles
    .toReversed()
    .map((nibble) => nibble.toString(16))
    .join('.')}.ip6.arpa`
}

/**
 * What kind of special address it is, or null for a public unicast address. An IPv4-mapped IPv6 address is its own kind
 * whatever it maps to: no public server is reached that way. The table is the IANA special-purpose address registries
 * (RFC 6890 and its updates) plus multicast.
 */
export function specialKind(address: string): string | null {
  const octets = parseIpAddress(address)
  if (octets === null) return null
  const table = octets.length === 4 ? SPECIAL_IPV4 : SPECIAL_IPV6
  return table.find((block) => inBlock(octets, block))?.kind ?? null
}

interface Block {
  readonly prefix: Uint8Array
  readonly bits: number
  readonly kind: string
}

/** The first match wins, so more specific blocks stand first. */
const SPECIAL_IPV4: readonly Block[] = [
  block('0.0.0.0/8', 'this-network'),
  block('10.0.0.0/8', 'private'),
  block('100.64.0.0/10', 'carrier-grade-nat'),
  block('127.0.0.0/8', 'loopback'),
  block('169.254.0.0/16', 'link-local'),
  block('172.16.0.0/12', 'private'),
  block('192.0.2.0/24', 'documentation'),
  block('192.0.0.0/24', 'protocol-assignment'),
  block('192.88.99.0/24', '6to4-relay'),
  block('192.168.0.0/16', 'private'),
  block('198.18.0.0/15', 'benchmarking'),
  block('198.51.100.0/24', 'documentation'),
  block('203.0.113.0/24', 'documentation'),
  block('224.0.0.0/4', 'multicast'),
  block('255.255.255.255/32', 'broadcast'),
  block('240.0.0.0/4', 'reserved'),
]

const SPECIAL_IPV6: readonly Block[] = [
  block('::1/128', 'loopback'),
  block('::/128', 'unspecified'),
  block('::ffff:0:0/96', 'ipv4-mapped'),
  block('64:ff9b::/96', 'nat64'),
  block('64:ff9b:1::/48', 'nat64'),
  block('100::/64', 'discard-only'),
  block('2001::/32', 'teredo'),
  block('2001:2::/48', 'benchmarking'),
  block('2001:db8::/32', 'documentation'),
  block('2001:20::/28', 'orchid'),
  block('2001::/23', 'protocol-assignment'),
  block('2002::/16', '6to4'),
  block('3fff::/20', 'documentation'),
  block('5f00::/16', 'segment-routing'),
  block('fc00::/7', 'unique-local'),
  block('fe80::/10', 'link-local'),
  block('fec0::/10', 'site-local'),
  block('ff00::/8', 'multicast'),
  block('::/96', 'ipv4-compatible'),
]

function block(cidr: string, kind: string): Block {
  const slash = cidr.indexOf('/')
  const prefix = parseIpAddress(cidr.slice(0, slash))
  if (prefix === null) throw new TypeError(`not a block of addresses: ${cidr}`)
  return { prefix, bits: Number(cidr.slice(slash + 1)), kind }
}

function inBlock(octets: Uint8Array, { prefix, bits }: Block): boolean {
  for (let at = 0; at * 8 < bits; at += 1) {
    const mask = (0xff << Math.max(0, 8 - (bits - at * 8))) & 0xff
    if (((octets[at] ?? 0) & mask) !== ((prefix[at] ?? 0) & mask)) return false
  }
  return true
}

function parseIpv4(text: string): Uint8Array | null {
  const parts = text.split('.')
  // A leading zero is refused: some systems read it as octal, and two readings of one address are a way around filters.
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9][0-9]{0,2})$/.test(part) && Number(part) < 256))
    return null
  return Uint8Array.from(parts, Number)
}

function parseIpv6(text: string): Uint8Array | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const head = parseGroups(halves[0] ?? '', halves.length === 1)
  const tail = halves.length === 2 ? parseGroups(halves[1] ?? '', true) : []
  if (head === null || tail === null) return null
  const missing = 8 - head.length - tail.length
  // `::` stands for at least one group (RFC 4291 section 2.2, RFC 5952 section 4.2.2 for what is written).
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...tail]
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]))
}

function parseGroups(text: string, mayEndInIpv4: boolean): readonly number[] | null {
  if (text === '') return []
  const parts = text.split(':')
  const groups: number[] = []
  for (const [index, part] of parts.entries()) {
    if (part.includes('.')) {
      const octets = mayEndInIpv4 && index === parts.length - 1 ? parseIpv4(part) : null
      if (octets === null) return null
      groups.push(...groupsOf(octets))
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16))
    } else {
      return null
    }
  }
  return groups
}

function groupsOf(octets: Uint8Array): readonly number[] {
  return Array.from({ length: octets.length / 2 }, (_, at) => ((octets[at * 2] ?? 0) << 8) | (octets[at * 2 + 1] ?? 0))
}

function isIpv4Mapped(octets: Uint8Array): boolean {
  return octets.subarray(0, 10).every((octet) => octet === 0) && octets[10] === 0xff && octets[11] === 0xff
}

function longestZeroRun(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 }
  let start = 0
  for (const [index, group] of groups.entries()) {
    if (group !== 0) start = index + 1
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start }
  }
  return best
}
