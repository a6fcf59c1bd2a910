import type { TlsVersion } from '../../base/answer.ts'
import { suiteById } from '../../registry/find-suite.ts'
import type { Hop } from './route.ts'
import type { SenderProfile } from './sender.ts'

/** What two sides agree on: `none` where they have no version in common, nulls where that is not known. */
export type Negotiated =
  | { readonly tls: 'agreed'; readonly version: TlsVersion | null; readonly suite: string | null }
  | { readonly tls: 'none' }
  | { readonly tls: 'unknown' }

/**
 * The version and suite that a sender and a server come to: the best version of both, then the first suite of the side
 * whose order counts (RFC 8446 section 4.1.1, RFC 5246 section 7.4.1.3).
 */
export function negotiate({ versions, suites }: SenderProfile, hop: Hop): Negotiated {
  const version = versions.find((candidate) => hop.versions[candidate] !== false)
  if (version === undefined) return { tls: 'none' }
  if (hop.versions[version] === null) {
    // A better version may be there or not; with a lower one that surely is, TLS is certain and the version is not.
    const certain = versions.some((candidate) => hop.versions[candidate] === true)
    return certain ? { tls: 'agreed', version: null, suite: null } : { tls: 'unknown' }
  }
  return { tls: 'agreed', version, suite: suiteOf(version, suites, hop) }
}

function suiteOf(version: TlsVersion, offered: readonly number[], hop: Hop): string | null {
  const accepted = hop.suites[version]
  const serverDecides = hop.serverPreference[version] ?? null
  if (accepted === undefined || offered.length === 0) return null
  const common = offered.filter((suite) => accepted.includes(suite))
  if (common.length === 1) return nameOf(common[0])
  if (serverDecides === null) return null
  return nameOf(serverDecides ? accepted.find((suite) => offered.includes(suite)) : common[0])
}

function nameOf(suite: number | undefined): string | null {
  return suite === undefined ? null : (suiteById(suite)?.name ?? null)
}
