import { fail } from '../../base/failure.ts'
import { formatIpAddress, parseIpAddress } from '../../base/ip-address.ts'
import { printable } from '../../base/printable.ts'
import type { Addresses } from './placement.ts'

/** Addresses of a block that are used; there are fewer cases. */
const BLOCK_ADDRESSES = 64

/**
 * Reads addresses to listen on: `192.0.2.1`, `2001:db8::1`, or a block such as `2001:db8::/64`, of which the first 64
 * addresses behind the network's own are taken.
 *
 * @throws ProbeError `option-invalid`
 */
export function parseAddressList(option: string, texts: readonly string[]): Addresses {
  const all = [...new Set(texts.flatMap((text) => addressesOf(option, text)))]
  return { v4: all.filter((address) => !address.includes(':')), v6: all.filter((address) => address.includes(':')) }
}

function addressesOf(option: string, text: string): readonly string[] {
  const refuse = (): never =>
    fail({ code: 'option-invalid', option, reason: `expected an address or a block, not "${printable(text, 60)}"` })
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const octets = parseIpAddress(address) ?? refuse()
  if (bits === undefined) return [formatIpAddress(octets)]
  const room = octets.length * 8 - Number(bits)
  if (room < 0 || room === octets.length * 8) return refuse()
  const count = Math.min(BLOCK_ADDRESSES, room > 10 ? BLOCK_ADDRESSES : 2 ** room - 1)
  return Array.from({ length: count }, (_, at) => formatIpAddress(plus(octets, at + 1)))
}

/** The address that many behind another one. */
function plus(octets: Uint8Array, count: number): Uint8Array {
  const sum = Uint8Array.from(octets)
  let carry = count
  for (let at = sum.length - 1; at >= 0 && carry > 0; at -= 1) {
    carry += sum[at] ?? 0
    sum[at] = carry & 0xff
    carry >>= 8
  }
  return sum
}
