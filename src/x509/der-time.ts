import { type DerReader, TAG } from './der-reader.ts'

const UTC_TIME = /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{4})$/
const GENERALIZED_TIME = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})()Z$/

/**
 * Reads a point in time and gives it as ISO 8601 with seconds, in UTC. Two-digit years from 50 on lie in the last
 * century. Certificates must write UTCTime with seconds and `Z`; old ones without seconds, or with an offset, are still
 * read, since OpenSSL reads them.
 *
 * @throws ProbeError `wire-malformed`, also for the 30th of February
 * @see RFC 5280 section 4.1.2.5
 */
export function readTime(reader: DerReader): string {
  const { tag, content } = reader.sees(TAG.utcTime) ? reader.next() : reader.next(TAG.generalizedTime)
  const match = (tag === TAG.utcTime ? UTC_TIME : GENERALIZED_TIME).exec(
    String.fromCharCode(...content.subarray(0, 32)),
  )
  const [, years = '', month = '', day = '', hour = '', minute = '', second = '00', offset = 'Z'] = match ?? []
  const century = years.length === 4 ? '' : Number(years) >= 50 ? '19' : '20'
  const local = `${century}${years}-${month}-${day}T${hour}:${minute}:${second}Z`
  const at = Date.parse(local)
  // Date.parse lets some impossible days pass as the first days of the next month.
  if (match === null || Number.isNaN(at) || iso(at) !== local) return reader.malformed()
  return iso(at - offsetMilliseconds(offset))
}

function offsetMilliseconds(offset: string): number {
  if (!/^[+-]/.test(offset)) return 0
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3, 5))
  return (offset.startsWith('-') ? -minutes : minutes) * 60_000
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z')
}
