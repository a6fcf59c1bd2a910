import type { Tone } from './paint.ts'
import type { DnssecStatus, Report } from './report.ts'

/** How each status looks: green only for what was proved. */
export const DNSSEC_TONES: Readonly<Record<DnssecStatus, Tone>> = {
  secure: 'good',
  insecure: 'medium',
  bogus: 'critical',
  indeterminate: 'high',
}

/** From the strongest to the weakest. */
const STRENGTH: readonly DnssecStatus[] = ['secure', 'insecure', 'indeterminate', 'bogus']

/** The weakest of some statuses; null of none. */
export function weakestDnssec(statuses: readonly (DnssecStatus | null)[]): DnssecStatus | null {
  return STRENGTH.findLast((status) => statuses.includes(status)) ?? null
}

/**
 * What DNSSEC says of the whole way from the domain to the addresses of its servers: a way is no better than its weakest
 * part. Null where nothing was looked up.
 */
export function dnssecOfWay({ domain, mx }: Pick<Report, 'domain' | 'mx'>): DnssecStatus | null {
  return weakestDnssec([domain.dnssec, ...mx.map(({ dnssec }) => dnssec)])
}
