import type { VerifyCode } from './verify-code.ts'
import { VERIFY_CODES } from './verify-codes.ts'

const byNumber = new Map(VERIFY_CODES.map((entry) => [entry.code, entry]))
const bySymbol = new Map(VERIFY_CODES.map((entry) => [entry.symbol, entry]))

/** OpenSSL's verdict of a number; undefined for a number that OpenSSL 3.5 does not know. */
export function verifyCode(code: number): VerifyCode | undefined {
  return byNumber.get(code)
}

/**
 * OpenSSL's verdict of a symbol, such as Node's `authorizationError`. Node compares host names itself and calls a mismatch
 * `ERR_TLS_CERT_ALTNAME_INVALID`; OpenSSL, and a mail server that asks it, calls the same thing `HOSTNAME_MISMATCH`.
 */
export function verifyCodeBySymbol(symbol: string): VerifyCode | undefined {
  return bySymbol.get(symbol === 'ERR_TLS_CERT_ALTNAME_INVALID' ? 'HOSTNAME_MISMATCH' : symbol)
}
