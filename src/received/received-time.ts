const MONTHS: readonly string[] = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Hours east of Greenwich of the zones that RFC 5322 section 4.3 calls obsolete, and of the summer time of central Europe. */
const ZONES: ReadonlyMap<string, number> = new Map([
  ['UT', 0],
  ['UTC', 0],
  ['GMT', 0],
  ['Z', 0],
  ['EST', -5],
  ['EDT', -4],
  ['CST', -6],
  ['CDT', -5],
  ['MST', -7],
  ['MDT', -6],
  ['PST', -8],
  ['PDT', -7],
  ['CET', 1],
  ['CEST', 2],
])

/** A date and time with its zone. The weekday is ignored: it is often wrong. Anything may follow. */
const DATE =
  /\b(\d{1,2})[ -]([A-Za-z]{3})[a-z]{0,6}[ -](\d{4}|\d{2})[ ,]{1,2}(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)? ?([+-]\d{4}|[A-Z]{1,4}\b)?/

/** Characters of a date that are looked at. */
const LONGEST = 128

/**
 * The moment of a date of RFC 5322 section 3.3 as people write it: seconds may be missing, years may have two digits. Null for
 * what is no date and for a date without a zone, which may mean any of 26 hours.
 *
 * @returns ISO 8601 in UTC, to the second
 */
export function receivedTime(text: string): string | null {
  const [, day = '', month = '', year = '', hour = '', minute = '', second = '0', zone = ''] =
    DATE.exec(text.slice(0, LONGEST).replace(/\s+/g, ' ')) ?? []
  const monthIndex = MONTHS.indexOf(month.toLowerCase())
  const offset = offsetMinutes(zone)
  if (monthIndex < 0 || offset === null || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null
  const midnight = Date.UTC(fullYear(year), monthIndex, Number(day))
  // The 31st of June would quietly become the 1st of July.
  if (new Date(midnight).getUTCDate() !== Number(day)) return null
  const seconds = (Number(hour) * 60 + Number(minute) - offset) * 60 + Number(second)
  return new Date(midnight + seconds * 1_000).toISOString().replace('.000Z', 'Z')
}

function offsetMinutes(zone: string): number | null {
  const [, sign, hours = '', minutes = ''] = /^([+-])(\d\d)(\d\d)$/.exec(zone) ?? []
  if (sign === undefined) {
    const known = ZONES.get(zone)
    return known === undefined ? null : known * 60
  }
  const offset = Number(hours) * 60 + Number(minutes)
  return sign === '-' ? -offset : offset
}

/** Years of two digits, as RFC 5322 section 4.3 reads them. */
function fullYear(year: string): number {
  const number = Number(year)
  if (year.length > 2) return number
  return number < 50 ? number + 2000 : number + 1900
}
