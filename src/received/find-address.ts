import { ipVersion } from '../base/ip-address.ts'

/** Characters of a text that are looked at. */
const LONGEST = 510

/** The first IP address of a text such as `mx.example.org [192.0.2.1]` or `HELO a 192.0.2.1:25`, in lower case; null without one. */
export function findAddress(text: string): string | null {
  // Every address has a full stop or a colon, and most texts have neither.
  if (!/[.:]/.test(text)) return null
  for (const part of text.slice(0, LONGEST).split(/[\s[\]()@"]+/)) {
    const address = part.replace(/^IPv6:/i, '').replace(/%.*$/, '')
    if (ipVersion(address) !== null) return address.toLowerCase()
    const [, withPort = ''] = /^(\d{1,3}(?:\.\d{1,3}){3}):\d+$/.exec(address) ?? []
    if (ipVersion(withPort) !== null) return withPort
  }
  return null
}
