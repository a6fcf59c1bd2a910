import type { TlsVersion } from '../base/answer.ts'
import type { CipherSuite } from './cipher-suite.ts'
import { CIPHER_SUITES } from './cipher-suites.ts'
import type { NamedGroup } from './group.ts'
import { speltSuite } from './spelt-suite.ts'
import { speltVersion } from './spelt-version.ts'

/** A TLS session as a program told of it, as far as its words can be believed. */
export interface SpeltSession {
  readonly version: TlsVersion | null
  readonly suite: CipherSuite | null
  readonly group: NamedGroup | null
}

/**
 * Reads a program's words for version and suite together, because each may correct the other:
 *
 * - A word that is no version (`TLSv1/SSLv3`), or none at all: the suite decides, if it exists in one version only.
 * - A version older than every one that has the suite: old programs print the suite's line of OpenSSL's table. The suite decides.
 * - TLS 1.3 with a suite of TLS 1.2: Exim 4.93 and later looks GnuTLS' suites up by key exchange, cipher and MAC, and finds an
 *   older one. TLS 1.3 has one suite with the same cipher and hash (RFC 8446 appendix B.4); that one it was.
 *
 * @param versionWord null where the program says none
 * @param isMinimum true when this program's version word is always the suite's oldest one
 */
export function speltSession(versionWord: string | null, suiteWord: string | null, isMinimum = false): SpeltSession {
  const said = versionWord === null || isMinimum ? null : speltVersion(versionWord)
  const spelt = suiteWord === null ? undefined : speltSuite(suiteWord)
  if (spelt === undefined) return { version: said, suite: null, group: null }
  const { suite, group } = spelt
  if (said === 'tls13' && suite.family !== 'tls13') return { version: said, suite: counterpart(suite), group }
  const [only, ...others] = suite.versions
  if (said !== null && suite.versions.includes(said)) return { version: said, suite, group }
  return { version: only !== undefined && others.length === 0 ? only : null, suite, group }
}

function counterpart({ cipher, hash }: CipherSuite): CipherSuite | null {
  return (
    CIPHER_SUITES.find((suite) => suite.family === 'tls13' && suite.cipher === cipher && suite.hash === hash) ?? null
  )
}
