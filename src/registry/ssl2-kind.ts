/** One cipher kind of SSL 2.0: three bytes that name a cipher, its key length and a MAC; the key exchange is always RSA. */
export interface Ssl2Kind {
  /** The three bytes on the wire as a number, such as 0x010080. */
  readonly id: number
  /** The name in the specification, such as `SSL_CK_RC4_128_WITH_MD5`. */
  readonly name: string
  /** OpenSSL's name, such as `RC4-MD5`; TLS suites share some of them. */
  readonly openssl: string
  /** Algorithm and mode in the words of `CipherSuite.cipher`. */
  readonly cipher: string
  /** Effective key length in bits: 40 for export kinds, 56 for DES, 112 for 3DES. */
  readonly bits: number
  readonly hash: 'MD5' | 'SHA'
  readonly export: boolean
}
