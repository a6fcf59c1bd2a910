import type { Difference } from './difference.ts'
import type { Tool } from './observation.ts'

/** Why another tool is wrong, or blind, about something. There is no such excuse for wiretight. */
export interface Explanation {
  readonly tool: Exclude<Tool, 'wiretight'>
  /** It does not find what is there, or it says what it has not seen. */
  readonly how: 'misses' | 'assumes'
  readonly covers: (difference: Difference) => boolean
  readonly reason: string
}

/** All that is known: from the tool's own list of what it asked, its manual, or what a fourth program shows of the server. */
export const EXPLANATIONS: readonly Explanation[] = [
  {
    tool: 'sslyze',
    how: 'misses',
    covers: ({ unasked }) => unasked.includes('sslyze'),
    reason: 'by its own list of accepted and rejected ones it did not ask for it; its OpenSSL does not have it',
  },
  {
    tool: 'sslyze',
    how: 'misses',
    covers: ({ server, topic }) => topic === 'curves' && server.startsWith('gnutls-serv everything'),
    reason:
      'it offers one curve at a time, TLS 1.2 being the best version here, and gets the P-256 certificate; OpenSSL as a ' +
      'client then refuses a curve that it did not offer, as `openssl s_client -tls1_2 -groups X25519` shows: wrong curve',
  },
  {
    tool: 'sslyze',
    how: 'assumes',
    covers: ({ server, topic, what }) =>
      topic === 'features' && what === 'fallbackScsv' && server.startsWith('OpenSSL 1.0.1j'),
    reason:
      'it takes every rejected handshake for TLS_FALLBACK_SCSV being honoured; this server closes without the alert ' +
      'inappropriate_fallback that RFC 7507 section 3 demands, and so wiretight leaves the question open',
  },
  {
    tool: 'nmap',
    how: 'misses',
    covers: ({ topic, what }) => topic === 'versions' && what === 'ssl2',
    reason: 'its script ssl-enum-ciphers begins with SSL 3.0; SSL 2.0 is the script sslv2',
  },
]

/**
 * Explains a difference: each tool that lacks the thing is known to miss it, or each that has it is known to assume it.
 * Returns the explanations that it took, or null when there is no explanation.
 */
export function explain(difference: Difference): readonly Explanation[] | null {
  const { has, lacks } = difference
  return allOf(lacks, 'misses', difference) ?? allOf(has, 'assumes', difference)
}

function allOf(tools: readonly Tool[], how: Explanation['how'], difference: Difference): readonly Explanation[] | null {
  const found = tools.map((tool) =>
    EXPLANATIONS.find((one) => one.tool === tool && one.how === how && one.covers(difference)),
  )
  const sure = found.filter((one) => one !== undefined)
  return sure.length === found.length ? sure : null
}
