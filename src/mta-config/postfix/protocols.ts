import type { TlsVersion } from '../../base/answer.ts'
import { isAtLeast, type Release } from './release.ts'

/** What a list of protocols lets through. */
export interface ProtocolRange {
  readonly allowed: readonly TlsVersion[]
  /** Words that Postfix does not understand, so that it turns TLS off. */
  readonly invalid: readonly string[]
}

/** Postfix's names of versions, oldest first. Upper and lower case are alike. */
const VERSIONS: readonly (readonly [name: string, version: TlsVersion, wire: number])[] = [
  ['SSLv2', 'ssl2', 0x0002],
  ['SSLv3', 'ssl3', 0x0300],
  ['TLSv1', 'tls10', 0x0301],
  ['TLSv1.1', 'tls11', 0x0302],
  ['TLSv1.2', 'tls12', 0x0303],
  ['TLSv1.3', 'tls13', 0x0304],
]

/** Works out which versions a value of `smtpd_tls_protocols` and its like lets through; `>=` and `<=` need Postfix 3.6. */
export function protocolRange(value: string, release: Release): ProtocolRange {
  const excluded = new Set<TlsVersion>()
  const included = new Set<TlsVersion>()
  const invalid: string[] = []
  let floor = 0
  let ceiling = Number.POSITIVE_INFINITY
  for (const word of value.split(/[\s,:]+/).filter((text) => text !== '')) {
    const [, bound = '', rest = ''] = /^(>=|<=|!|)(.*)$/s.exec(word) ?? []
    const wire = wireOf(rest, bound)
    const isBound = bound === '>=' || bound === '<='
    if (wire === null || (isBound && !isAtLeast(release, '3.6'))) invalid.push(word)
    else if (bound === '>=') floor = wire
    else if (bound === '<=') ceiling = wire
    else {
      const version = VERSIONS.find(([, , code]) => code === wire)?.[1]
      if (version !== undefined) (bound === '!' ? excluded : included).add(version)
    }
  }
  const allowed = VERSIONS.filter(
    ([, version, wire]) =>
      !excluded.has(version) && (included.size === 0 || included.has(version)) && wire >= floor && wire <= ceiling,
  ).map(([, version]) => version)
  return { allowed, invalid }
}

/**
 * What a client makes of a range: OpenSSL speaks no version above one that is switched off between two others (postconf(5),
 * smtp_tls_mandatory_protocols), so that `!TLSv1.1` leaves TLS 1.0 alone.
 */
export function withoutGaps({ allowed, invalid }: ProtocolRange): ProtocolRange {
  const places = allowed.map((version) => VERSIONS.findIndex(([, known]) => known === version))
  return { allowed: allowed.filter((_, at) => places[at] === (places[0] ?? 0) + at), invalid }
}

function wireOf(name: string, bound: string): number | null {
  const known = VERSIONS.find(([title]) => title.toLowerCase() === name.toLowerCase())
  if (known !== undefined) return known[2]
  const isHex = bound.endsWith('=') && /^(?:0x)?[0-9a-f]{1,4}$/i.test(name)
  return isHex ? Number.parseInt(name.replace(/^0x/i, ''), 16) : null
}

/** The value that lets through this version and later ones, in the words of a release. */
export function protocolsFrom(least: 'TLSv1.2' | 'TLSv1.3', release: Release): string {
  if (isAtLeast(release, '3.6')) return `>=${least}`
  // TLSv1.3 has no name before 3.4, and what has no name cannot be excluded, so that it is not.
  const older = ['!SSLv2', '!SSLv3', '!TLSv1', '!TLSv1.1', ...(least === 'TLSv1.3' ? ['!TLSv1.2'] : [])]
  return older.join(', ')
}
