/**
 * Names and numbers of the record types that have a layout here or a meaning in a question. Any other number is written
 * `TYPEnnn` (RFC 3597 section 5).
 *
 * @see IANA, Domain Name System (DNS) Parameters, Resource Record (RR) TYPEs
 */
export const RR_TYPES = {
  A: 1,
  NS: 2,
  MD: 3,
  MF: 4,
  CNAME: 5,
  SOA: 6,
  MB: 7,
  MG: 8,
  MR: 9,
  PTR: 12,
  HINFO: 13,
  MINFO: 14,
  MX: 15,
  TXT: 16,
  RP: 17,
  AFSDB: 18,
  RT: 21,
  SIG: 24,
  KEY: 25,
  PX: 26,
  AAAA: 28,
  LOC: 29,
  NXT: 30,
  SRV: 33,
  NAPTR: 35,
  KX: 36,
  CERT: 37,
  DNAME: 39,
  OPT: 41,
  DS: 43,
  SSHFP: 44,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  NSEC3: 50,
  NSEC3PARAM: 51,
  TLSA: 52,
  SMIMEA: 53,
  CDS: 59,
  CDNSKEY: 60,
  OPENPGPKEY: 61,
  CSYNC: 62,
  SVCB: 64,
  HTTPS: 65,
  SPF: 99,
  IXFR: 251,
  AXFR: 252,
  ANY: 255,
  URI: 256,
  CAA: 257,
  DLV: 32769,
} as const

/** A type that has a name here. */
export type RrTypeName = keyof typeof RR_TYPES

/** A type as text: its name, or `TYPEnnn` for any number. */
export type DnsType = RrTypeName | `TYPE${number}`

const NAME_OF = new Map<number, RrTypeName>(
  Object.entries(RR_TYPES).map(([name, number]) => [number, name as RrTypeName]),
)

/** The name of a type number, or `TYPEnnn`. */
export function rrTypeName(type: number): DnsType {
  return NAME_OF.get(type) ?? `TYPE${type}`
}

/** The number of a type written as its name, in any case, or as `TYPEnnn`; null for anything else. */
export function parseRrType(text: string): number | null {
  const upper = text.toUpperCase()
  if (Object.hasOwn(RR_TYPES, upper)) return RR_TYPES[upper as RrTypeName]
  const digits = /^TYPE([0-9]{1,5})$/.exec(upper)?.[1]
  return digits !== undefined && Number(digits) <= 0xffff ? Number(digits) : null
}

/** The class of the Internet, the only one that is spoken here. */
export const CLASS_IN = 1

/** Response codes with their names (RFC 6895 section 2.3). */
export const RCODES = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  YXDOMAIN: 6,
  YXRRSET: 7,
  NXRRSET: 8,
  NOTAUTH: 9,
  NOTZONE: 10,
  BADVERS: 16,
  BADCOOKIE: 23,
} as const

const RCODE_NAME_OF = new Map<number, string>(Object.entries(RCODES).map(([name, number]) => [number, name]))

/** The name of a response code, or `RCODEnnn`. */
export function rcodeName(rcode: number): string {
  return RCODE_NAME_OF.get(rcode) ?? `RCODE${rcode}`
}
