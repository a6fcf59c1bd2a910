import { fail } from '../../base/failure.ts'
import { Reader } from '../../base/reader.ts'
import { Writer } from '../../base/writer.ts'
import { type Edns, readEdnsOptions, writeEdnsOptions } from './edns.ts'
import { type Compression, type Name, ROOT, readName, writeName } from './name.ts'
import { compressRdata, expandRdata } from './rdata.ts'
import { CLASS_IN, RR_TYPES } from './rr-type.ts'

/**
 * A DNS message: a header of twelve octets, the question, and three sections of records (RFC 1035 section 4). The OPT
 * pseudo-record is taken out of the additional section and unfolded into `edns`, and `rcode` is the full extended code.
 */
export interface Message {
  readonly id: number
  readonly opcode: number
  readonly rcode: number
  readonly flags: MessageFlags
  readonly questions: readonly Question[]
  readonly answer: readonly ResourceRecord[]
  readonly authority: readonly ResourceRecord[]
  readonly additional: readonly ResourceRecord[]
  readonly edns: Edns | null
}

/** The header's flags. `response` is QR; the others carry their usual names. */
export interface MessageFlags {
  readonly response: boolean
  readonly authoritative: boolean
  readonly truncated: boolean
  readonly recursionDesired: boolean
  readonly recursionAvailable: boolean
  readonly authenticData: boolean
  readonly checkingDisabled: boolean
}

/** One entry of the question section. */
export interface Question {
  readonly name: Name
  readonly type: number
  readonly class: number
}

/** One record; `rdata` is uncompressed and otherwise as it came. */
export interface ResourceRecord {
  readonly owner: Name
  readonly type: number
  readonly class: number
  /** Seconds. */
  readonly ttl: number
  readonly rdata: Uint8Array
}

const FLAG_BITS = {
  response: 0x8000,
  authoritative: 0x0400,
  truncated: 0x0200,
  recursionDesired: 0x0100,
  recursionAvailable: 0x0080,
  authenticData: 0x0020,
  checkingDisabled: 0x0010,
} as const satisfies Record<keyof MessageFlags, number>

const FLAG_ENTRIES = Object.entries(FLAG_BITS) as unknown as readonly (readonly [keyof MessageFlags, number])[]

/** No flag set. */
export const NO_FLAGS: MessageFlags = {
  response: false,
  authoritative: false,
  truncated: false,
  recursionDesired: false,
  recursionAvailable: false,
  authenticData: false,
  checkingDisabled: false,
}

/** The EDNS bit that asks for signatures. RFC 3225 section 3. */
const DNSSEC_OK = 0x8000

/**
 * Reads a message.
 *
 * @throws ProbeError `wire-malformed` when it is short, has trailing octets, a bad name, or more than one OPT record
 */
export function readMessage(bytes: Uint8Array): Message {
  const reader = new Reader(bytes, 'DNS message')
  const id = reader.uint(2)
  const bits = reader.uint(2)
  const counts = [reader.uint(2), reader.uint(2), reader.uint(2), reader.uint(2)] as const
  const questions = times(counts[0], () => readQuestion(reader, bytes))
  const answer = times(counts[1], () => readRecord(reader, bytes))
  const authority = times(counts[2], () => readRecord(reader, bytes))
  const rest = times(counts[3], () => readRecord(reader, bytes))
  reader.end()

  const opts = rest.filter((record) => record.type === RR_TYPES.OPT)
  const opt = opts[0]
  // RFC 6891 sections 6.1.1 and 6.1.2: more than one OPT, or one with an owner, is a format error.
  if (opts.length > 1 || (opt !== undefined && opt.owner !== ROOT)) reader.malformed()
  return {
    id,
    opcode: (bits >> 11) & 0xf,
    rcode: (bits & 0xf) | (opt === undefined ? 0 : (opt.ttl >>> 24) << 4),
    flags: readFlags(bits),
    questions,
    answer,
    authority,
    additional: opt === undefined ? rest : rest.filter((record) => record.type !== RR_TYPES.OPT),
    edns: opt === undefined ? null : readEdns(opt),
  }
}

/** How a message is written. */
export interface WriteOptions {
  /** False keeps every name in full. */
  readonly compress?: boolean
  /** The most octets. A longer message loses its records and gets TC (RFC 2181 section 9). Default 65,535. */
  readonly limitBytes?: number
}

/**
 * Writes a message. What does not fit into `limitBytes` is truncated: all records go, header, question and OPT stay, so
 * that nobody is tempted to use half an RRset.
 */
export function writeMessage(message: Message, options: WriteOptions = {}): Uint8Array {
  const limit = options.limitBytes ?? 0xffff
  const whole = writeWhole(message, options.compress ?? true)
  if (whole.length <= limit) return whole
  const empty = { ...message, flags: { ...message.flags, truncated: true }, answer: [], authority: [], additional: [] }
  return writeWhole(empty, true)
}

function writeWhole(message: Message, compress: boolean): Uint8Array {
  const writer = new Writer()
  const compression: Compression | undefined = compress ? new Map<string, number>() : undefined
  const { flags, opcode, rcode, edns, questions, answer, authority, additional } = message
  let bits = ((opcode & 0xf) << 11) | (rcode & 0xf)
  for (const [flag, bit] of FLAG_ENTRIES) if (flags[flag]) bits |= bit
  writer.uint(2, message.id).uint(2, bits).uint(2, questions.length).uint(2, answer.length)
  writer.uint(2, authority.length).uint(2, additional.length + (edns === null ? 0 : 1))
  for (const question of questions) {
    writeName(writer, question.name, compression)
    writer.uint(2, question.type).uint(2, question.class)
  }
  for (const record of answer) writeRecord(writer, record, compression)
  for (const record of authority) writeRecord(writer, record, compression)
  for (const record of additional) writeRecord(writer, record, compression)
  if (edns !== null) writeRecord(writer, optRecord(edns, rcode), compression)
  return writer.finish()
}

function writeRecord(writer: Writer, record: ResourceRecord, compression: Compression | undefined): void {
  writeName(writer, record.owner, compression)
  writer.uint(2, record.type).uint(2, record.class).uint(4, record.ttl)
  writer.vector(2, () => {
    if (compression === undefined) writer.bytes(record.rdata)
    else compressRdata(record.type, record.rdata, writer, compression)
  })
}

function readQuestion(reader: Reader, message: Uint8Array): Question {
  return { name: readName(reader, message), type: reader.uint(2), class: reader.uint(2) }
}

function readRecord(reader: Reader, message: Uint8Array): ResourceRecord {
  const owner = readName(reader, message)
  const type = reader.uint(2)
  const rrClass = reader.uint(2)
  const ttl = reader.uint(4)
  const length = reader.uint(2)
  // Dynamic updates and the like carry records without data; an empty class IN record of a type with names is malformed.
  if (length > reader.remaining) reader.malformed()
  const rdata =
    rrClass === CLASS_IN || type === RR_TYPES.OPT ? expandRdata(type, reader, message, length) : reader.bytes(length)
  return { owner, type, class: rrClass, ttl: type === RR_TYPES.OPT ? ttl : soundTtl(ttl), rdata }
}

/** A TTL with its top bit set counts as zero. RFC 2181 section 8. */
function soundTtl(ttl: number): number {
  return ttl > 0x7fff_ffff ? 0 : ttl
}

function readFlags(bits: number): MessageFlags {
  return {
    response: (bits & FLAG_BITS.response) !== 0,
    authoritative: (bits & FLAG_BITS.authoritative) !== 0,
    truncated: (bits & FLAG_BITS.truncated) !== 0,
    recursionDesired: (bits & FLAG_BITS.recursionDesired) !== 0,
    recursionAvailable: (bits & FLAG_BITS.recursionAvailable) !== 0,
    authenticData: (bits & FLAG_BITS.authenticData) !== 0,
    checkingDisabled: (bits & FLAG_BITS.checkingDisabled) !== 0,
  }
}

function readEdns(opt: ResourceRecord): Edns {
  return {
    version: (opt.ttl >>> 16) & 0xff,
    dnssecOk: (opt.ttl & DNSSEC_OK) !== 0,
    udpPayloadBytes: opt.class,
    options: readEdnsOptions(opt.rdata),
  }
}

function optRecord(edns: Edns, rcode: number): ResourceRecord {
  const ttl = ((rcode >> 4) & 0xff) * 0x100_0000 + edns.version * 0x1_0000 + (edns.dnssecOk ? DNSSEC_OK : 0)
  return { owner: ROOT, type: RR_TYPES.OPT, class: edns.udpPayloadBytes, ttl, rdata: writeEdnsOptions(edns.options) }
}

function times<Item>(count: number, read: () => Item): readonly Item[] {
  const items: Item[] = []
  for (let at = 0; at < count; at += 1) items.push(read())
  return items
}

/** A query for one question: recursion desired, everything else as given. */
export function makeQuery(id: number, question: Question, edns: Edns | null, checkingDisabled: boolean): Message {
  const flags = { ...NO_FLAGS, recursionDesired: true, checkingDisabled }
  return { id, opcode: 0, rcode: 0, flags, questions: [question], answer: [], authority: [], additional: [], edns }
}

/** Refuses a message for a reason that is not in its octets alone. */
export function malformedMessage(offset: number): never {
  return fail({ code: 'wire-malformed', structure: 'DNS message', offset })
}
