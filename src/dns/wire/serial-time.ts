/** The times of signatures are seconds since 1970 modulo 2^32, compared as serial numbers (RFC 4034 section 3.1.5, RFC 1982). */
const MODULUS = 0x1_0000_0000

/** YYYYMMDDHHmmSS in UTC (RFC 4034 section 3.2), read as a time between 1970 and 2106. */
export function formatTime(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().replace(/\.[0-9]{3}Z$|[-:T]/g, '')
}

/** Seconds of YYYYMMDDHHmmSS or of a plain number below 2^32; null for anything else. */
export function parseTime(text: string): number | null {
  if (/^[0-9]{1,10}$/.test(text)) return Number(text) < MODULUS ? Number(text) : null
  const parts = /^([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})$/.exec(text)
  if (parts === null) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number)
  const seconds = Date.UTC(year, month - 1, day, hour, minute, second) / 1_000
  return seconds >= 0 && formatTime(seconds) === text ? seconds % MODULUS : null
}

/** The distance from `earlier` to `later` in serial arithmetic: negative when `later` is in truth before it. */
export function serialDistance(earlier: number, later: number): number {
  const ahead = (later - earlier + 2 * MODULUS) % MODULUS
  return ahead < MODULUS / 2 ? ahead : ahead - MODULUS
}

/** Seconds since 1970 as ISO 8601 without fractions. */
export function isoTime(seconds: number): string {
  return `${new Date(seconds * 1_000).toISOString().slice(0, -'.000Z'.length)}Z`
}
