import { parseTlsRequired } from '../../requiretls/treatment.ts'

/** Octets of a header line that are looked at; the one field of interest is much shorter. */
const LINE_OCTETS = 128

/** Octets of header in which that field may stand. A longer header is thrown away unread. */
const HEADER_OCTETS = 262_144

/** Fields of that name that are kept: two are as good as many (RFC 8689 section 3). */
const FIELDS = 3

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const DOT = 0x2e

/** What is left of a message once it has gone by. */
export interface SunkMessage {
  readonly octets: number
  /** The header said `TLS-Required: No`. */
  readonly tlsRequiredNo: boolean
}

/**
 * Takes the contents of a message behind DATA and throws them away while they come; nothing is kept but the number of
 * octets and what the header field TLS-Required says. Only CRLF ends a line: a receiver that takes a bare LF or CR for a
 * line end can be made to see two messages where others see one (CVE-2023-51764 and its like).
 */
export class MessageSink {
  octets = 0
  #line: number[] = []
  /** Octets of the present line, of which #line has the first. */
  #length = 0
  #lastWasReturn = false
  #inHeader = true
  #fields: string[] = []

  /**
   * Takes a piece of what came.
   *
   * @returns where in the piece the message ended, just behind `CRLF . CRLF`; null when it goes on
   */
  take(piece: Uint8Array): number | null {
    for (let at = 0; at < piece.length; at += 1) {
      const octet = piece[at] ?? 0
      this.octets += 1
      if (octet === LINE_FEED && this.#lastWasReturn) {
        this.#lastWasReturn = false
        if (this.#endLine()) return at + 1
        continue
      }
      this.#lastWasReturn = octet === CARRIAGE_RETURN
      this.#length += 1
      if (this.#length <= LINE_OCTETS && (this.#inHeader || this.#length <= 2)) this.#line.push(octet)
    }
    return null
  }

  /** What is known of the message. */
  result(): SunkMessage {
    const fields = this.#fields.map((line) => {
      const colon = line.indexOf(':')
      return { name: line.slice(0, colon), value: line.slice(colon + 1) }
    })
    return { octets: this.octets, tlsRequiredNo: parseTlsRequired(fields).state === 'no' }
  }

  /** True when the line that ended was the single dot. The CR of the line end is the last octet of #line. */
  #endLine(): boolean {
    const line = this.#line
    const length = this.#length
    this.#line = []
    this.#length = 0
    if (length === 2 && line[0] === DOT) return true
    if (this.#inHeader) this.#endHeaderLine(line, length)
    return false
  }

  #endHeaderLine(line: readonly number[], length: number): void {
    if (length === 1 || this.octets > HEADER_OCTETS) {
      this.#inHeader = false
      return
    }
    const text = String.fromCharCode(...line.slice(0, Math.min(length - 1, LINE_OCTETS)))
    const isFolded = /^[ \t]/.test(text)
    const last = this.#fields.length - 1
    if (isFolded && this.#open && last >= 0)
      this.#fields[last] = `${this.#fields[last]}\r\n${text}`.slice(0, LINE_OCTETS)
    else this.#open = /^tls-required[ \t]*:/i.test(text) && this.#fields.length < FIELDS && this.#fields.push(text) > 0
  }

  /** True while the lines that may be folded belong to a field that is kept. */
  #open = false
}
