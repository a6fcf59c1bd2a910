/** One TLS extension type (RFC 8446 section 4.2). */
export interface ExtensionType {
  /** The two bytes on the wire, such as 0x0033. */
  readonly id: number
  /** The IANA name, such as `key_share`. */
  readonly name: string
  readonly reference: string
}
