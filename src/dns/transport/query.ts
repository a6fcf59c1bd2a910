import { randomBytes } from 'node:crypto'
import { attemptSync } from '../../base/failure.ts'
import { EDNS_UDP_BYTES, type Edns, type EdnsOption, paddingOption } from '../wire/edns.ts'
import { type Message, makeQuery, readMessage, writeMessage } from '../wire/message.ts'
import { lowerName, type Name } from '../wire/name.ts'
import { CLASS_IN, RCODES } from '../wire/rr-type.ts'

/** A question as a transport takes it. */
export interface Query {
  readonly name: Name
  readonly type: number
  /** Ask for signatures (DO) and for data that the upstream itself finds bogus (CD): we judge here. */
  readonly dnssec: boolean
  /** Let the upstream judge after all (no CD), to hear its verdict in AD. Default false. */
  readonly validated?: boolean
  /** False when asking an authoritative server. */
  readonly recursionDesired: boolean
}

/** How a query is dressed for its transport. */
export interface QueryOptions {
  /** False after an upstream has shown that it does not know EDNS. */
  readonly edns: boolean
  /** Random letter case in the name, 16 to 30 more bits that an off-path attacker has to guess (draft-vixie-dnsext-dns0x20). */
  readonly mixCase: boolean
  readonly ednsOptions?: readonly EdnsOption[]
  /** Pad the query to this block (RFC 8467), where the transport is encrypted. */
  readonly padTo?: number
}

/** A query ready to be sent, with the test that its reply must pass. */
export interface PreparedQuery {
  readonly id: number
  readonly bytes: Uint8Array
  /** The reply, or why these octets are none: `stranger` is not an answer to this query, `case` only lost the letter case. */
  readonly check: (reply: Uint8Array) => Message | 'stranger' | 'case'
}

/** Dresses a query with an id. */
export function prepareQuery(query: Query, id: number, options: QueryOptions): PreparedQuery {
  const name = options.mixCase ? mixCase(query.name) : query.name
  const question = { name, type: query.type, class: CLASS_IN }
  const edns: Edns | null = options.edns
    ? { version: 0, dnssecOk: query.dnssec, udpPayloadBytes: EDNS_UDP_BYTES, options: options.ednsOptions ?? [] }
    : null
  const plain = makeQuery(id, question, edns, query.dnssec && query.validated !== true)
  const message = pad({ ...plain, flags: { ...plain.flags, recursionDesired: query.recursionDesired } }, options.padTo)
  return {
    id,
    bytes: writeMessage(message, { compress: false }),
    check: (reply) => checkReply(reply, { id, name, type: query.type, mixCase: options.mixCase }),
  }
}

/** The message with an option that fills it up to a multiple of `block`. */
function pad(message: Message, block: number | undefined): Message {
  if (block === undefined || message.edns === null) return message
  const padding = paddingOption(writeMessage(message, { compress: false }).length, block)
  return { ...message, edns: { ...message.edns, options: [...message.edns.options, padding] } }
}

/** A random id. */
export function randomId(): number {
  const [high = 0, low = 0] = randomOctets(2)
  return (high << 8) | low
}

interface Asked extends Pick<QueryOptions, 'mixCase'>, Pick<Query, 'name' | 'type'> {
  readonly id: number
}

function checkReply(bytes: Uint8Array, { id, name, type, mixCase }: Asked): Message | 'stranger' | 'case' {
  // A flood of guesses is not worth reading.
  if (bytes[0] !== id >> 8 || bytes[1] !== (id & 0xff)) return 'stranger'
  const read = attemptSync(() => readMessage(bytes))
  if (!read.ok || !read.value.flags.response || read.value.opcode !== 0) return 'stranger'
  const reply = read.value
  const [question, second] = reply.questions
  if (question === undefined) {
    // Servers that could not read the query have no question to repeat.
    return reply.rcode === RCODES.FORMERR || reply.rcode === RCODES.NOTIMP ? reply : 'stranger'
  }
  if (second !== undefined || question.type !== type || question.class !== CLASS_IN) return 'stranger'
  if (question.name === name) return reply
  if (lowerName(question.name) !== lowerName(name)) return 'stranger'
  return mixCase ? 'case' : reply
}

/** Random octets are drawn this many at a time; each draw is a call into the system. */
const DRAW_OCTETS = 4_096

let drawn: Uint8Array = new Uint8Array(0)
let used = 0

function randomOctets(count: number): Uint8Array {
  if (used + count > drawn.length) {
    drawn = randomBytes(DRAW_OCTETS)
    used = 0
  }
  used += count
  return drawn.subarray(used - count, used)
}

function mixCase(name: Name): Name {
  const bits = randomOctets(32)
  let letter = 0
  let mixed = ''
  for (let at = 0; at < name.length; at += 1) {
    const code = name.charCodeAt(at) | 0x20
    if (code < 0x61 || code > 0x7a || name.charCodeAt(at) < 0x41) mixed += name[at]
    else {
      const upper = ((bits[(letter >> 3) & 31] ?? 0) >> (letter & 7)) & 1
      mixed += String.fromCharCode(upper === 1 ? code & 0xdf : code)
      letter += 1
    }
  }
  return mixed as Name
}
