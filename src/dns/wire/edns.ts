import { concatBytes } from '../../base/hex.ts'
import { Reader } from '../../base/reader.ts'
import { Writer } from '../../base/writer.ts'

/** One option of the OPT pseudo-record; unknown codes stay numbers. */
export interface EdnsOption {
  readonly code: number
  readonly data: Uint8Array
}

/** The OPT pseudo-record, unfolded (RFC 6891 section 6.1). The upper bits of the response code live in the message's `rcode`. */
export interface Edns {
  readonly version: number
  /** The sender is ready for signed answers (RFC 3225). */
  readonly dnssecOk: boolean
  /** The largest UDP message the sender can take. */
  readonly udpPayloadBytes: number
  readonly options: readonly EdnsOption[]
}

/** Option codes that mean something here. */
export const EDNS_OPTIONS = {
  /** RFC 7873 */
  cookie: 10,
  /** RFC 7830 */
  padding: 12,
  /** RFC 8914 */
  extendedError: 15,
} as const

const NO_OPTIONS: Uint8Array = new Uint8Array(0)

/** The UDP payload that fits every path without fragments: 1280 octets of IPv6 less its headers. DNS flag day 2020. */
export const EDNS_UDP_BYTES = 1_232

/** An extended DNS error: what the sender says went wrong (RFC 8914). */
export interface ExtendedError {
  readonly infoCode: number
  /** As it came, in octets: the text is of a stranger. */
  readonly text: Uint8Array
}

/** A cookie: 8 octets of the client, and none or 8 to 32 of the server (RFC 7873 section 4). */
export interface Cookie {
  readonly client: Uint8Array
  readonly server: Uint8Array
}

/** Reads the options of an OPT record's data. @throws ProbeError `wire-malformed` */
export function readEdnsOptions(rdata: Uint8Array): readonly EdnsOption[] {
  const reader = new Reader(rdata, 'OPT')
  const options: EdnsOption[] = []
  while (reader.remaining > 0) options.push({ code: reader.uint(2), data: reader.vector(2) })
  return options
}

/** Writes the options of an OPT record's data. */
export function writeEdnsOptions(options: readonly EdnsOption[]): Uint8Array {
  if (options.length === 0) return NO_OPTIONS
  const writer = new Writer()
  for (const { code, data } of options) writer.uint(2, code).vector(2, (inner) => inner.bytes(data))
  return writer.finish()
}

/** The extended errors that a message carries; options too short for one are passed over. */
export function extendedErrors(edns: Edns | null): readonly ExtendedError[] {
  return (edns?.options ?? [])
    .filter((option) => option.code === EDNS_OPTIONS.extendedError && option.data.length >= 2)
    .map(({ data }) => ({ infoCode: ((data[0] ?? 0) << 8) | (data[1] ?? 0), text: data.subarray(2) }))
}

/** The option of an extended error. */
export function extendedErrorOption(infoCode: number, text: Uint8Array = new Uint8Array(0)): EdnsOption {
  return { code: EDNS_OPTIONS.extendedError, data: new Writer().uint(2, infoCode).bytes(text).finish() }
}

/** The cookie that a message carries; null when there is none or its length is wrong (RFC 7873 section 5.2.2). */
export function cookieOf(edns: Edns | null): Cookie | null {
  const data = edns?.options.find((option) => option.code === EDNS_OPTIONS.cookie)?.data
  if (data === undefined || !(data.length === 8 || (data.length >= 16 && data.length <= 40))) return null
  return { client: data.subarray(0, 8), server: data.subarray(8) }
}

/** The option of a cookie. */
export function cookieOption({ client, server }: Cookie): EdnsOption {
  return { code: EDNS_OPTIONS.cookie, data: concatBytes([client, server]) }
}

/** The option that pads a message of `length` octets, this option not counted, to a multiple of `block`. RFC 8467 section 4.1. */
export function paddingOption(length: number, block: number): EdnsOption {
  return { code: EDNS_OPTIONS.padding, data: new Uint8Array((block - ((length + 4) % block)) % block) }
}
