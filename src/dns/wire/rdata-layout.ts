import type { Name } from './name.ts'
import type { RrTypeName } from './rr-type.ts'

/**
 * What the kinds of fields hold once they are read. The table of layouts below is the only description of record data:
 * the wire reader and writer, the canonical form and the presentation form are all derived from it.
 */
export interface FieldValues {
  readonly uint8: number
  readonly uint16: number
  readonly uint32: number
  /** Seconds since 1970 modulo 2^32, presented as YYYYMMDDHHmmSS (RFC 4034 section 3.2). */
  readonly time: number
  /** A record type, presented by its name. */
  readonly type: number
  readonly ipv4: Uint8Array
  readonly ipv6: Uint8Array
  /** A name that may be compressed (types of RFC 1035) and that the canonical form lower-cases. */
  readonly compressibleName: Name
  /** A name that senders must not compress but receivers expand (RFC 3597 section 4); canonical in lower case. */
  readonly name: Name
  /** A name that is neither compressed nor lower-cased: RFC 6840 section 5.1 (NSEC), RFC 9460 section 2.2. */
  readonly exactName: Name
  /** A length octet and that many octets (RFC 1035 section 3.3). */
  readonly characterString: Uint8Array
  /** One or more character strings up to the end. */
  readonly characterStrings: readonly Uint8Array[]
  /** A length octet and octets, presented in hexadecimal, `-` when empty (NSEC3's salt). */
  readonly salt: Uint8Array
  /** A length octet and octets, presented in base32 with the extended hex alphabet (NSEC3's next hashed owner). */
  readonly hash: Uint8Array
  /** A length octet and letters or digits (CAA's tag). */
  readonly tag: Uint8Array
  /** The types of a bitmap in ascending order (RFC 4034 section 4.1.2). */
  readonly types: readonly number[]
  /** Everything that is left, presented in hexadecimal, base64, or as one quoted string. */
  readonly hex: Uint8Array
  readonly base64: Uint8Array
  readonly quoted: Uint8Array
  /** Service parameters, keys in ascending order (RFC 9460 section 2.2). */
  readonly parameters: readonly ServiceParameter[]
}

/** One parameter of an SVCB or HTTPS record: its key and its value, still in wire form. */
export interface ServiceParameter {
  readonly key: number
  readonly value: Uint8Array
}

/** The kinds of fields. */
export type FieldKind = keyof FieldValues

/** The name and the kind of one field. */
export type Field = readonly [name: string, kind: FieldKind]

const SINGLE_NAME = [['name', 'compressibleName']] as const
const DIGEST = [
  ['keyTag', 'uint16'],
  ['algorithm', 'uint8'],
  ['digestType', 'uint8'],
  ['digest', 'hex'],
] as const
const KEY = [
  ['flags', 'uint16'],
  ['protocol', 'uint8'],
  ['algorithm', 'uint8'],
  ['publicKey', 'base64'],
] as const
const ASSOCIATION = [
  ['usage', 'uint8'],
  ['selector', 'uint8'],
  ['matching', 'uint8'],
  ['data', 'hex'],
] as const
const SERVICE = [
  ['priority', 'uint16'],
  ['target', 'exactName'],
  ['parameters', 'parameters'],
] as const
const SIGNATURE = [
  ['typeCovered', 'type'],
  ['algorithm', 'uint8'],
  ['labels', 'uint8'],
  ['originalTtl', 'uint32'],
  ['expiration', 'time'],
  ['inception', 'time'],
  ['keyTag', 'uint16'],
  ['signer', 'name'],
  ['signature', 'base64'],
] as const

/** The fields of the record data of each type, in wire order. */
export const LAYOUTS = {
  A: [['address', 'ipv4']],
  NS: SINGLE_NAME,
  MD: SINGLE_NAME,
  MF: SINGLE_NAME,
  CNAME: SINGLE_NAME,
  SOA: [
    ['primary', 'compressibleName'],
    ['mailbox', 'compressibleName'],
    ['serial', 'uint32'],
    ['refresh', 'uint32'],
    ['retry', 'uint32'],
    ['expire', 'uint32'],
    ['minimum', 'uint32'],
  ],
  MB: SINGLE_NAME,
  MG: SINGLE_NAME,
  MR: SINGLE_NAME,
  PTR: SINGLE_NAME,
  HINFO: [
    ['cpu', 'characterString'],
    ['os', 'characterString'],
  ],
  MINFO: [
    ['responsible', 'compressibleName'],
    ['errors', 'compressibleName'],
  ],
  MX: [
    ['preference', 'uint16'],
    ['exchange', 'compressibleName'],
  ],
  TXT: [['strings', 'characterStrings']],
  RP: [
    ['mailbox', 'name'],
    ['text', 'name'],
  ],
  AFSDB: [
    ['subtype', 'uint16'],
    ['host', 'name'],
  ],
  RT: [
    ['preference', 'uint16'],
    ['host', 'name'],
  ],
  SIG: SIGNATURE,
  KEY,
  PX: [
    ['preference', 'uint16'],
    ['map822', 'name'],
    ['mapX400', 'name'],
  ],
  AAAA: [['address', 'ipv6']],
  NXT: [
    ['next', 'name'],
    ['bitmap', 'hex'],
  ],
  SRV: [
    ['priority', 'uint16'],
    ['weight', 'uint16'],
    ['port', 'uint16'],
    ['target', 'name'],
  ],
  NAPTR: [
    ['order', 'uint16'],
    ['preference', 'uint16'],
    ['flags', 'characterString'],
    ['services', 'characterString'],
    ['regexp', 'characterString'],
    ['replacement', 'name'],
  ],
  KX: [
    ['preference', 'uint16'],
    ['exchanger', 'name'],
  ],
  CERT: [
    ['certType', 'uint16'],
    ['keyTag', 'uint16'],
    ['algorithm', 'uint8'],
    ['certificate', 'base64'],
  ],
  DNAME: [['target', 'name']],
  DS: DIGEST,
  SSHFP: [
    ['algorithm', 'uint8'],
    ['fingerprintType', 'uint8'],
    ['fingerprint', 'hex'],
  ],
  RRSIG: SIGNATURE,
  NSEC: [
    ['next', 'exactName'],
    ['types', 'types'],
  ],
  DNSKEY: KEY,
  NSEC3: [
    ['algorithm', 'uint8'],
    ['flags', 'uint8'],
    ['iterations', 'uint16'],
    ['salt', 'salt'],
    ['next', 'hash'],
    ['types', 'types'],
  ],
  NSEC3PARAM: [
    ['algorithm', 'uint8'],
    ['flags', 'uint8'],
    ['iterations', 'uint16'],
    ['salt', 'salt'],
  ],
  TLSA: ASSOCIATION,
  SMIMEA: ASSOCIATION,
  CDS: DIGEST,
  CDNSKEY: KEY,
  OPENPGPKEY: [['key', 'base64']],
  CSYNC: [
    ['serial', 'uint32'],
    ['flags', 'uint16'],
    ['types', 'types'],
  ],
  SVCB: SERVICE,
  HTTPS: SERVICE,
  SPF: [['strings', 'characterStrings']],
  URI: [
    ['priority', 'uint16'],
    ['weight', 'uint16'],
    ['target', 'quoted'],
  ],
  CAA: [
    ['flags', 'uint8'],
    ['tag', 'tag'],
    ['value', 'quoted'],
  ],
  DLV: DIGEST,
} as const satisfies Partial<Record<RrTypeName, readonly Field[]>>

/** The types whose record data can be read field by field. */
export type LaidOutType = keyof typeof LAYOUTS

type Fields = readonly Field[]

/** The parsed record data of a type: `RdataOf<'MX'>` is `{ preference: number, exchange: Name }`. */
export type RdataOf<T extends LaidOutType> = FieldsOf<(typeof LAYOUTS)[T]>

type FieldsOf<L extends Fields> = { readonly [F in L[number] as F[0]]: FieldValues[F[1]] }

/** The layout of a type written as text, or null when its data is opaque (RFC 3597). */
export function layoutOf(type: string): Fields | null {
  return Object.hasOwn(LAYOUTS, type) ? LAYOUTS[type as LaidOutType] : null
}
