/** One alert description (RFC 8446 section 6, RFC 5246 section 7.2). */
export interface Alert {
  /** The byte on the wire, such as 40. */
  readonly code: number
  /** The name in the specification, such as `handshake_failure`. */
  readonly name: string
  /** What it says, in a few words, such as `no acceptable set of parameters`. */
  readonly meaning: string
  readonly reference: string
}
