import type { CipherSuite } from '../../../registry/cipher-suite.ts'
import { ALL_SUITES, readCipherList } from '../../cipher-list.ts'
import { weaknessesOf } from '../../suite-weakness.ts'
import { WEAK_GRADES, wordsOf } from '../grade-suites.ts'
import type { Setting } from '../postfix-configuration.ts'

/** Suites with broken ciphers that settings let through. */
export interface BrokenSuites {
  readonly suites: readonly CipherSuite[]
  /** An example, by OpenSSL's name. */
  readonly example: string
  /** True when only libraries of the past still have them. */
  readonly isOld: boolean
  /** The end of a sentence about them. */
  readonly where: string
  /** The words of a list that take them out. */
  readonly words: readonly string[]
}

/**
 * Finds suites with broken ciphers among those that are let through. Those of old libraries alone count where somebody asked for
 * them: by a grade for them, or by a list of their own.
 */
export function brokenSuites(
  grade: string,
  list: Setting,
  suites: (universe?: readonly CipherSuite[]) => readonly CipherSuite[],
): BrokenSuites | null {
  const current = suites().filter(weaknessesOf.broken.holds)
  const isAskedFor = list.origin !== 'default' || WEAK_GRADES.has(grade)
  const old = isAskedFor ? suites(ALL_SUITES).filter(weaknessesOf.broken.holds) : []
  const isOld = current.length === 0
  const [first] = isOld ? old : current
  if (first === undefined) return null
  return {
    suites: old.length > current.length ? old : current,
    example: first.openssl ?? first.name,
    isOld,
    where: isOld ? 'with a library that still has them' : 'with every library',
    words: weaknessesOf.broken.words.filter((word) => catches(word, isOld ? old : current)),
  }
}

/** Which setting to blame: a cipher list that somebody wrote, else the list of excluded suites when there is one, else the grade. */
export function blamed({ grade, list, excluded }: Readonly<Record<'grade' | 'list' | 'excluded', Setting>>): Setting {
  if (list.origin !== 'default') return list
  return excluded.origin === 'default' ? grade : excluded
}

/** The value of a list of excluded ciphers with more words in it; null when it has them all. */
export function excludingToo({ value }: Setting, words: readonly string[]): string | null {
  const missing = words.filter((word) => !wordsOf(value).includes(word))
  const before = value === '' ? [] : [value.replace(/[\s,]+$/, '')]
  return missing.length === 0 ? null : [...before, ...missing].join(', ')
}

/** True when a word of OpenSSL's cipher lists names one of the suites. */
export function catches(word: string, suites: readonly CipherSuite[]): boolean {
  return readCipherList(word, suites).suites.length > 0
}

/** `a suite`, `12 suites`. */
export function counted(count: number): string {
  return count === 1 ? 'a suite' : `${count} suites`
}
