import type { CipherSuite } from '../../registry/cipher-suite.ts'
import { CURRENT_SUITES } from '../cipher-list.ts'
import { gradeSuites, isGrade, wordsOf } from './grade-suites.ts'
import type { InboundService } from './inbound-service.ts'
import type { Setting } from './postfix-configuration.ts'

/** The suites of a server before TLS 1.3, and the settings that they follow from. */
export interface ServerSuites {
  readonly suites: readonly CipherSuite[]
  /** The grade, `smtpd_tls_ciphers` or `smtpd_tls_mandatory_ciphers`. */
  readonly grade: Setting
  /** The list of the grade, such as `tls_high_cipherlist`. */
  readonly list: Setting
  /** `smtpd_tls_exclude_ciphers`. */
  readonly excluded: Setting
}

/** Works out which suites a server lets through: those of its grade, none for a grade that Postfix does not know. */
export function serverSuites(
  { settings, level }: InboundService,
  universe: readonly CipherSuite[] = CURRENT_SUITES,
): ServerSuites {
  const isMandatory = level === 'encrypt'
  const grade = settings(isMandatory ? 'smtpd_tls_mandatory_ciphers' : 'smtpd_tls_ciphers')
  const word = grade.value.toLowerCase()
  const list = settings(`tls_${isGrade(word) ? word : 'medium'}_cipherlist`)
  const excluded = settings('smtpd_tls_exclude_ciphers')
  const more = isMandatory ? settings('smtpd_tls_mandatory_exclude_ciphers').value : ''
  const words = [...wordsOf(excluded.value), ...wordsOf(more)]
  return { suites: isGrade(word) ? gradeSuites(list.value, words, universe) : [], grade, list, excluded }
}
