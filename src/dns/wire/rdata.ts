import { Reader } from '../../base/reader.ts'
import { Writer } from '../../base/writer.ts'
import { type Compression, lowerName, type Name, nameOctets, ROOT, readName, writeName } from './name.ts'
import {
  type Field,
  type FieldKind,
  type FieldValues,
  LAYOUTS,
  type LaidOutType,
  layoutOf,
  type RdataOf,
  type ServiceParameter,
} from './rdata-layout.ts'
import { rrTypeName } from './rr-type.ts'
import { readTypeBitmap, writeTypeBitmap } from './type-bitmap.ts'

/** Parsed fields of any type, for code that works from the table of layouts. */
export type AnyRdata = Readonly<Record<string, FieldValues[FieldKind]>>

/**
 * Reads uncompressed record data of a known type.
 *
 * @throws ProbeError `wire-malformed`; the structure is the type's name
 */
export function readRdata<T extends LaidOutType>(type: T, rdata: Uint8Array): RdataOf<T> {
  // The table of layouts and the mapped type are two views of one constant; the compiler cannot see that.
  return readFields(type, LAYOUTS[type], rdata) as unknown as RdataOf<T>
}

/** {@link readRdata} by layout, for any type. */
export function readFields(structure: string, layout: readonly Field[], rdata: Uint8Array): AnyRdata {
  const reader = new Reader(rdata, structure)
  const fields: Record<string, FieldValues[FieldKind]> = {}
  for (const [name, kind] of layout) fields[name] = readField(reader, kind)
  reader.end()
  return fields
}

/** Writes record data of a known type, uncompressed. */
export function writeRdata<T extends LaidOutType>(type: T, rdata: RdataOf<T>): Uint8Array {
  return writeFields(LAYOUTS[type], rdata as unknown as AnyRdata)
}

/** {@link writeRdata} by layout, for any type. */
export function writeFields(layout: readonly Field[], fields: AnyRdata): Uint8Array {
  const writer = new Writer()
  for (const [name, kind] of layout) {
    const write = WRITERS[kind] as (writer: Writer, value: unknown) => void
    write(writer, fields[name])
  }
  return writer.finish()
}

const UPPER_A = 0x41
const UPPER_Z = 0x5a

/** Kinds whose octets in a message differ from their octets outside it, or in canonical form. */
const NAME_KINDS: ReadonlySet<FieldKind> = new Set<FieldKind>(['compressibleName', 'name', 'exactName'])

const HAS_NAMES: ReadonlyMap<number, readonly Field[]> = typesWithNames()

/**
 * Reads the record data of a message at the reader's place and expands its compressed names; data of types without
 * names is a view of the message.
 *
 * @throws ProbeError `wire-malformed`, also when the data does not end where its length says
 */
export function expandRdata(type: number, reader: Reader, message: Uint8Array, length: number): Uint8Array {
  const layout = HAS_NAMES.get(type)
  if (layout === undefined) return reader.bytes(length)
  const start = reader.offset
  const end = start + length
  const names: Name[] = []
  let compressed = false
  for (const [, kind] of layout) {
    const before = reader.offset
    if (NAME_KINDS.has(kind)) {
      const name = readName(reader, kind === 'exactName' ? null : message)
      names.push(name)
      compressed ||= reader.offset - before !== name.length
    } else {
      reader.bytes(fieldLength(kind, reader, message, end))
    }
    if (reader.offset > end) reader.malformed()
  }
  if (reader.offset !== end) reader.malformed()
  // Most names of signed data are not compressed, and then the message holds the data as it should be.
  if (!compressed) return message.subarray(start, end)
  return expandAgain(layout, reader, start, end, message, names)
}

/** The second pass over compressed data: everything but the names as it is, the names in full. */
function expandAgain(
  layout: readonly Field[],
  reader: Reader,
  start: number,
  end: number,
  message: Uint8Array,
  names: readonly Name[],
): Uint8Array {
  const writer = new Writer()
  let at = 0
  reader.seek(start)
  for (const [, kind] of layout) {
    if (NAME_KINDS.has(kind)) {
      readName(reader, message)
      writer.bytes(nameOctets(names[at] ?? ROOT))
      at += 1
    } else {
      writer.bytes(reader.bytes(fieldLength(kind, reader, message, end)))
    }
  }
  return writer.finish()
}

/** Writes record data into a message; the names of types that RFC 1035 defines are compressed (RFC 3597 section 4). */
export function compressRdata(type: number, rdata: Uint8Array, writer: Writer, compression: Compression): void {
  const layout = HAS_NAMES.get(type)
  if (layout?.some(([, kind]) => kind === 'compressibleName') !== true) {
    writer.bytes(rdata)
    return
  }
  const reader = new Reader(rdata, rrTypeName(type))
  for (const [, kind] of layout) {
    if (NAME_KINDS.has(kind)) writeName(writer, readName(reader, null), compression)
    else writer.bytes(reader.bytes(fieldLength(kind, reader, rdata, rdata.length)))
  }
}

/**
 * The canonical form of record data: names in lower case for the types of RFC 4034 section 6.2 as amended by RFC 6840
 * section 5.1 (so not NSEC's next name, nor the target of SVCB).
 *
 * @throws ProbeError `wire-malformed`
 */
export function canonicalRdata(type: number, rdata: Uint8Array): Uint8Array {
  const layout = HAS_NAMES.get(type)
  if (layout === undefined || layout.every(([, kind]) => kind !== 'compressibleName' && kind !== 'name')) return rdata
  if (!rdata.some((octet) => octet >= UPPER_A && octet <= UPPER_Z)) return rdata
  const reader = new Reader(rdata, rrTypeName(type))
  const writer = new Writer()
  for (const [, kind] of layout) {
    if (!NAME_KINDS.has(kind)) writer.bytes(reader.bytes(fieldLength(kind, reader, rdata, rdata.length)))
    else {
      const name = readName(reader, null)
      writer.bytes(nameOctets(kind === 'exactName' ? name : lowerName(name)))
    }
  }
  reader.end()
  return writer.finish()
}

/** Octets of a field that is not a name, seen from the reader's place. */
function fieldLength(kind: FieldKind, reader: Reader, bytes: Uint8Array, end: number): number {
  const fixed = FIXED_LENGTHS[kind]
  if (fixed !== undefined) return fixed
  return kind === 'characterString' ? 1 + (bytes[reader.offset] ?? 0) : Math.max(0, end - reader.offset)
}

const FIXED_LENGTHS: Partial<Record<FieldKind, number>> = { uint8: 1, uint16: 2, uint32: 4, time: 4, type: 2 }

function typesWithNames(): ReadonlyMap<number, readonly Field[]> {
  const types = new Map<number, readonly Field[]>()
  for (let type = 1; type < 0x100; type += 1) {
    const layout = layoutOf(rrTypeName(type))
    if (layout?.some(([, kind]) => NAME_KINDS.has(kind)) === true) types.set(type, layout)
  }
  return types
}

function readField(reader: Reader, kind: FieldKind): FieldValues[FieldKind] {
  switch (kind) {
    case 'uint8':
      return reader.uint(1)
    case 'uint16':
    case 'type':
      return reader.uint(2)
    case 'uint32':
    case 'time':
      return reader.uint(4)
    case 'ipv4':
      return reader.bytes(4)
    case 'ipv6':
      return reader.bytes(16)
    case 'compressibleName':
    case 'name':
    case 'exactName':
      return readName(reader, null)
    case 'characterString':
    case 'salt':
      return reader.vector(1)
    case 'hash':
    case 'tag':
      return nonEmpty(reader, reader.vector(1))
    case 'characterStrings':
      return readCharacterStrings(reader)
    case 'types':
      return readTypeBitmap(reader.rest())
    case 'hex':
    case 'base64':
    case 'quoted':
      return reader.rest()
    case 'parameters':
      return readParameters(reader)
    default:
      return kind satisfies never
  }
}

function nonEmpty(reader: Reader, bytes: Uint8Array): Uint8Array {
  return bytes.length === 0 ? reader.malformed() : bytes
}

function readCharacterStrings(reader: Reader): readonly Uint8Array[] {
  const strings: Uint8Array[] = [reader.vector(1)]
  while (reader.remaining > 0) strings.push(reader.vector(1))
  return strings
}

function readParameters(reader: Reader): readonly ServiceParameter[] {
  const parameters: ServiceParameter[] = []
  let previous = -1
  while (reader.remaining > 0) {
    const key = reader.uint(2)
    if (key <= previous) reader.malformed()
    previous = key
    parameters.push({ key, value: reader.vector(2) })
  }
  return parameters
}

const WRITERS: { readonly [K in FieldKind]: (writer: Writer, value: FieldValues[K]) => void } = {
  uint8: (writer, value) => writer.uint(1, value),
  uint16: (writer, value) => writer.uint(2, value),
  uint32: (writer, value) => writer.uint(4, value),
  time: (writer, value) => writer.uint(4, value),
  type: (writer, value) => writer.uint(2, value),
  ipv4: writeBytes,
  ipv6: writeBytes,
  compressibleName: writePlainName,
  name: writePlainName,
  exactName: writePlainName,
  characterString: writeVector,
  characterStrings: (writer, strings) => {
    for (const string of strings) writeVector(writer, string)
  },
  salt: writeVector,
  hash: writeVector,
  tag: writeVector,
  types: (writer, types) => writer.bytes(writeTypeBitmap(types)),
  hex: writeBytes,
  base64: writeBytes,
  quoted: writeBytes,
  parameters: (writer, parameters) => {
    for (const { key, value } of parameters) writer.uint(2, key).vector(2, (inner) => inner.bytes(value))
  },
}

function writeBytes(writer: Writer, bytes: Uint8Array): void {
  writer.bytes(bytes)
}

function writeVector(writer: Writer, bytes: Uint8Array): void {
  writer.vector(1, (inner) => inner.bytes(bytes))
}

function writePlainName(writer: Writer, name: Name): void {
  writeName(writer, name)
}
