import { fail } from '../base/failure.ts'

/*
 * DER is how X.509 writes its structures: each value is a tag, a length and a content, and the content of a constructed
 * value is again such values. "Distinguished" means that there is one way only to write a thing, so whatever is longer
 * than needed (BER allows it) is refused here. X.690 is the standard.
 */

/** The tags that X.509 uses. Context tags are made with {@link contextTag}. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const

/** The tag `[number]`: constructed for EXPLICIT and for IMPLICIT of a constructed type, else primitive. */
export function contextTag(number: number, form: 'constructed' | 'primitive'): number {
  return 0x80 | (form === 'constructed' ? 0x20 : 0) | number
}

/** One value: its tag, its content, and all of its bytes. Views, not copies. */
export interface DerValue {
  readonly tag: number
  readonly content: Uint8Array
  readonly encoded: Uint8Array
}

/** Octets of an object identifier that we are ready to read. The longest in use have about 20. */
const IDENTIFIER_OCTETS = 64

/**
 * A cursor over the values of one DER structure. It never recurses: whoever reads a structure enters its parts one by
 * one, so that a nest of ten thousand sequences costs nothing. Offsets in failures count from the start of the whole
 * structure.
 *
 * @throws ProbeError `wire-malformed`
 */
export class DerReader {
  readonly structure: string
  readonly #bytes: Uint8Array
  readonly #end: number
  #offset: number

  constructor(bytes: Uint8Array, structure: string, start = 0, end: number = bytes.length) {
    this.structure = structure
    this.#bytes = bytes
    this.#offset = start
    this.#end = end
  }

  /** True while values are left. */
  get more(): boolean {
    return this.#offset < this.#end
  }

  /** True when the next value has this tag. */
  sees(tag: number): boolean {
    return this.more && this.#bytes[this.#offset] === tag
  }

  /** The next value, of the given tag or of any. */
  next(tag?: number): DerValue {
    const start = this.#offset
    const { contentStart, contentEnd } = this.#header(tag)
    this.#offset = contentEnd
    return {
      tag: this.#bytes[start] ?? 0,
      content: this.#bytes.subarray(contentStart, contentEnd),
      encoded: this.#bytes.subarray(start, contentEnd),
    }
  }

  /** A cursor over the inside of the next value, which is passed over. */
  enter(tag: number): DerReader {
    const { contentStart, contentEnd } = this.#header(tag)
    this.#offset = contentEnd
    return new DerReader(this.#bytes, this.structure, contentStart, contentEnd)
  }

  /** {@link enter} if the next value has this tag. */
  enterOptional(tag: number): DerReader | null {
    return this.sees(tag) ? this.enter(tag) : null
  }

  /** An object identifier in dotted form. */
  objectIdentifier(): string {
    return dotted(this.next(TAG.objectIdentifier).content) ?? this.malformed()
  }

  /** An integer's octets: two's complement, big-endian, no longer than needed. */
  integer(): Uint8Array {
    const { content } = this.next(TAG.integer)
    const [first, second = 0] = content
    const padded = content.length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))
    return first === undefined || padded ? this.malformed() : content
  }

  /** An integer from 0 to 2^31 − 1. */
  smallInteger(): number {
    const octets = this.integer()
    if (octets.length > 4 || (octets[0] ?? 0) >= 0x80) this.malformed()
    return octets.reduce((value, octet) => value * 256 + octet, 0)
  }

  /** A boolean. DER writes true as 0xff; OpenSSL and others take any octet but 0, and so do we. */
  boolean(): boolean {
    const { content } = this.next(TAG.boolean)
    return content.length === 1 ? content[0] !== 0 : this.malformed()
  }

  /** A bit string of whole octets, as keys and signatures are. */
  bitString(): Uint8Array {
    const { content } = this.next(TAG.bitString)
    return content[0] === 0 ? content.subarray(1) : this.malformed()
  }

  /** The numbers of the bits that are set, for bit strings that list flags. */
  flags(): readonly number[] {
    const { content } = this.next(TAG.bitString)
    const [unused] = content
    if (unused === undefined || unused > 7 || content.length > 5) this.malformed()
    const bits: number[] = []
    for (const [octet, value] of content.subarray(1).entries()) {
      for (let bit = 0; bit < 8; bit += 1) if (value & (0x80 >> bit)) bits.push(octet * 8 + bit)
    }
    return bits
  }

  /** Ends the reading: values that are left over make the structure malformed. */
  end(): void {
    if (this.more) this.malformed()
  }

  /** Refuses the structure at the present offset. */
  malformed(): never {
    return fail({ code: 'wire-malformed', structure: this.structure, offset: this.#offset })
  }

  #header(tag: number | undefined): { readonly contentStart: number; readonly contentEnd: number } {
    const first = this.#octet(0)
    // Tag numbers above 30 take more octets; nothing in X.509 has one.
    if ((tag !== undefined && first !== tag) || (first & 0x1f) === 0x1f) this.malformed()
    const short = this.#octet(1)
    // 0x80 alone is BER's indefinite length.
    const octets = short < 0x80 ? 0 : short & 0x7f
    if (short === 0x80 || octets > 4) this.malformed()
    let length = short < 0x80 ? short : 0
    for (let at = 0; at < octets; at += 1) length = length * 256 + this.#octet(2 + at)
    if (octets > 0 && (length < 0x80 || this.#octet(2) === 0)) this.malformed()
    const contentStart = this.#offset + 2 + octets
    if (length > this.#end - contentStart) this.malformed()
    return { contentStart, contentEnd: contentStart + length }
  }

  #octet(ahead: number): number {
    const at = this.#offset + ahead
    const octet = this.#bytes[at]
    return at >= this.#end || octet === undefined ? this.malformed() : octet
  }
}

/** The dotted form of an identifier's content; null when it is none. Arcs may exceed 2^53 (UUIDs below 2.25 do). */
function dotted(content: Uint8Array): string | null {
  const last = content.at(-1)
  if (last === undefined || last >= 0x80 || content.length > IDENTIFIER_OCTETS) return null
  const arcs: bigint[] = []
  let arc = 0n
  let begins = true
  for (const octet of content) {
    if (begins && octet === 0x80) return null
    arc = (arc << 7n) | BigInt(octet & 0x7f)
    begins = octet < 0x80
    if (begins) {
      arcs.push(arc)
      arc = 0n
    }
  }
  const [first = 0n, ...rest] = arcs
  // The first two arcs share a number: 40 × first + second, where only 2.x has a second arc above 39.
  const root = first < 80n ? first / 40n : 2n
  return [root, first - root * 40n, ...rest].join('.')
}
