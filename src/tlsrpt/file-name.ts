import { type DomainName, domainNameOrNull } from '../base/domain-name.ts'

/** What the name of a report's file says. Anyone can write any name. */
export interface ReportFileName {
  readonly sender: DomainName
  readonly domain: DomainName
  /** Seconds since 1970. */
  readonly begin: number
  /** Seconds since 1970. */
  readonly end: number
  readonly id: string | null
  /** What the name says; whether the content is compressed shows in its first two octets. */
  readonly compressed: boolean
}

/** Seconds of a far future, the year 9999. */
const LATEST_SECONDS = 253_402_300_799

const NAME = /^([^!]{1,255})!([^!]{1,255})!(\d{1,12})!(\d{1,12})(?:!([A-Za-z0-9]{1,128}))?\.json(\.gz)?$/i

/**
 * Parses the name of a report's file, without folders:
 * `<sender>!<policy domain>!<begin>!<end>[!<unique id>].json[.gz]`. Null for any other name.
 *
 * @see RFC 8460 section 5.1
 */
export function parseFileName(name: string): ReportFileName | null {
  const [, senderText = '', domainText = '', begin = '', end = '', id, gz] = NAME.exec(name) ?? []
  const [sender, domain] = [domainNameOrNull(senderText), domainNameOrNull(domainText)]
  const times = [Number(begin), Number(end)]
  if (sender === null || domain === null || times.some((time) => time > LATEST_SECONDS)) return null
  return {
    sender,
    domain,
    begin: Number(begin),
    end: Number(end),
    id: id ?? null,
    compressed: gz !== undefined,
  }
}

/** Writes the name of a report's file. RFC 8460 section 5.1. */
export function writeFileName({ sender, domain, begin, end, id, compressed }: ReportFileName): string {
  const unique = id === null ? '' : `!${id}`
  return `${sender}!${domain}!${begin}!${end}${unique}.json${compressed ? '.gz' : ''}`
}
