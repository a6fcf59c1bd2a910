import type { TlsVersion } from '../../src/base/answer.ts'
import { runProgram } from '../../test/peers/harness/run-program.ts'
import type { Target } from '../scanners/wiretight.ts'

/** What `openssl s_client` got from a server. */
export interface Negotiated {
  /** OpenSSL's name. */
  readonly cipher: string
  /** Bits of finite-field Diffie-Hellman; null for other key exchanges. */
  readonly dhBits: number | null
}

const VERSION_OPTIONS: Partial<Readonly<Record<TlsVersion, string>>> = {
  tls10: '-tls1',
  tls11: '-tls1_1',
  tls12: '-tls1_2',
}

/**
 * Makes a handshake with these suites, by OpenSSL's names and in this order. Null when the server refuses them, or when the
 * installed OpenSSL has none of them.
 */
export async function negotiate(
  { address, port }: Target,
  version: TlsVersion,
  ciphers: readonly string[],
): Promise<Negotiated | null> {
  const option = VERSION_OPTIONS[version]
  if (option === undefined) return null
  const where = ['-connect', `${address}:${port}`, '-starttls', 'smtp', '-noservername', option]
  const { output } = await runProgram('openssl', ['s_client', ...where, '-cipher', `${ciphers.join(':')}:@SECLEVEL=0`])
  const cipher = /^New, \S+, Cipher is (\S+)$/m.exec(output)?.[1]
  if (cipher === undefined || cipher === '(NONE)') return null
  const bits = /^Server Temp Key: DH, (\d+) bits$/m.exec(output)?.[1]
  return { cipher, dhBits: bits === undefined ? null : Number(bits) }
}

/** OpenSSL's names of a cipher list, in its order. */
export async function expandCipherList(cipherList: string): Promise<readonly string[]> {
  const { output } = await runProgram('openssl', ['ciphers', cipherList])
  return output.trim().split(':')
}
