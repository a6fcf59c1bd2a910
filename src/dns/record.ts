import { concatBytes, toHex } from '../base/hex.ts'
import { formatIpAddress } from '../base/ip-address.ts'
import { printable } from '../base/printable.ts'
import { type RecordOf, type RecordShapes, TXT_CHARACTERS } from './lookup.ts'
import { plainName } from './wire/name.ts'
import { formatRdata } from './wire/presentation.ts'
import { canonicalRdata, readRdata } from './wire/rdata.ts'
import { type DnsType, parseRrType } from './wire/rr-type.ts'

/** Characters of a CAA tag or value that are kept. */
const CAA_CHARACTERS = 1_024

/**
 * Record data in the shape that lookups show.
 *
 * @throws ProbeError `wire-malformed` when the data does not fit its type
 */
export function recordOf<T extends DnsType>(type: T, rdata: Uint8Array): RecordOf<T> {
  const shape = SHAPES[type as keyof RecordShapes] as ((rdata: Uint8Array) => RecordOf<T>) | undefined
  return shape === undefined ? (presentationOf(type, rdata) as RecordOf<T>) : shape(rdata)
}

const SHAPES: { readonly [T in keyof RecordShapes]: (rdata: Uint8Array) => RecordShapes[T] } = {
  A: (rdata) => formatIpAddress(readRdata('A', rdata).address),
  AAAA: (rdata) => formatIpAddress(readRdata('AAAA', rdata).address),
  NS: (rdata) => plainName(readRdata('NS', rdata).name),
  CNAME: (rdata) => plainName(readRdata('CNAME', rdata).name),
  PTR: (rdata) => plainName(readRdata('PTR', rdata).name),
  MX: (rdata) => {
    const { preference, exchange } = readRdata('MX', rdata)
    return { preference, exchange: plainName(exchange) }
  },
  TXT: (rdata) => printable(concatBytes(readRdata('TXT', rdata).strings), TXT_CHARACTERS),
  SRV: (rdata) => {
    const { priority, weight, port, target } = readRdata('SRV', rdata)
    return { priority, weight, port, target: plainName(target) }
  },
  TLSA: (rdata) => {
    const { usage, selector, matching, data } = readRdata('TLSA', rdata)
    return { usage, selector, matching, data: toHex(data) }
  },
  CAA: (rdata) => {
    const { flags, tag, value } = readRdata('CAA', rdata)
    return { flags, tag: printable(tag, CAA_CHARACTERS), value: printable(value, CAA_CHARACTERS) }
  },
}

/** Names in lower case: the letter case of a compressed name is that of our own question (see 0x20 in `transport/query`). */
function presentationOf(type: DnsType, rdata: Uint8Array): string {
  const number = parseRrType(type) ?? 0
  return formatRdata(number, canonicalRdata(number, rdata))
}
