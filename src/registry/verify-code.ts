/** One result of OpenSSL's certificate verification, the verdict that real mail servers act on. */
export interface VerifyCode {
  /** The number of `X509_V_ERR_…` and of `Verify return code:` in `openssl s_client`; 0 is success. */
  readonly code: number
  /** The constant without `X509_V_ERR_`, which is also Node's `authorizationError`, such as `CERT_HAS_EXPIRED`. */
  readonly symbol: string
  /** OpenSSL's own words, such as `certificate has expired`. */
  readonly text: string
}
