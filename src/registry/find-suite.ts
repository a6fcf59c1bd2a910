import type { TlsVersion } from '../base/answer.ts'
import type { CipherSuite } from './cipher-suite.ts'
import { CIPHER_SUITES } from './cipher-suites.ts'
import { VERSION_NAMES } from './versions.ts'

/** Offered by a client that retries with a lower version, so that a server can notice (RFC 7507 section 2). */
export const FALLBACK_SCSV = 0x5600

/** Says "I know secure renegotiation" where an extension cannot (RFC 5746 section 3.3). */
export const EMPTY_RENEGOTIATION_INFO_SCSV = 0x00ff

const byId = new Map(CIPHER_SUITES.map((suite) => [suite.id, suite]))
const byName = new Map(CIPHER_SUITES.map((suite) => [suite.name, suite]))
const byOpenssl = new Map(
  CIPHER_SUITES.flatMap((suite) => (suite.openssl === null ? [] : [[opensslSpelling(suite.openssl), suite]])),
)
const byVersion = new Map(
  VERSION_NAMES.map((version) => [version, CIPHER_SUITES.filter(({ versions }) => versions.includes(version))]),
)

/** The suite of a number on the wire; undefined for signalling values, GREASE and numbers that nobody defined. */
export function suiteById(id: number): CipherSuite | undefined {
  return byId.get(id)
}

/** The suite of an IANA name or of an OpenSSL name, old or new; upper and lower case count. */
export function suiteByName(name: string): CipherSuite | undefined {
  return byName.get(name) ?? byOpenssl.get(opensslSpelling(name))
}

/** Every suite that may be met in a version, by number; none for SSL 2.0, whose kinds are `SSL2_KINDS`. */
export function suitesOf(version: TlsVersion): readonly CipherSuite[] {
  return byVersion.get(version) ?? []
}

/**
 * True for the sixteen numbers 0x0a0a, 0x1a1a, … 0xfafa that clients offer to keep servers tolerant. A server must never
 * choose one; suites, groups, extensions and versions share them.
 *
 * @see RFC 8701 section 2
 */
export function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff)
}

/** OpenSSL 1.1.0 renamed EDH to DHE, so both spellings are one name. */
function opensslSpelling(name: string): string {
  return name.replace(/^(EXP-)?EDH-/, '$1DHE-')
}
