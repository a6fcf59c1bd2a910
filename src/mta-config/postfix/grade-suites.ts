import type { CipherSuite } from '../../registry/cipher-suite.ts'
import { readCipherList } from '../cipher-list.ts'

/** Grades of `smtpd_tls_ciphers` and its like, the strictest first; `null` is for authentication without encryption. */
export const GRADES = ['high', 'medium', 'low', 'export', 'null'] as const

/** Grades that let broken ciphers through on purpose. */
export const WEAK_GRADES: ReadonlySet<string> = new Set(['low', 'export', 'null'])

/** True for one of {@link GRADES}. With any other word no handshake succeeds. */
export function isGrade(word: string): boolean {
  return (GRADES as readonly string[]).includes(word)
}

/** The words of a list of excluded ciphers, and of other lists: blanks, commas and colons separate them. */
export function wordsOf(list: string): readonly string[] {
  return list.split(/[\s,:]+/).filter((word) => word !== '')
}

/**
 * The suites of the list of a grade without what is excluded (TLS_README). DSS is left aside, since it takes a certificate that
 * nobody issues.
 *
 * @param universe the suites that the library has
 */
export function gradeSuites(
  list: string,
  excluded: readonly string[],
  universe: readonly CipherSuite[],
): readonly CipherSuite[] {
  const { suites } = readCipherList([list, ...excluded.map((word) => `!${word}`)].join(':'), universe)
  return suites.filter(({ authentication }) => authentication !== 'DSS')
}
