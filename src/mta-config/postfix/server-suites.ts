import type { CipherSuite } from '../../registry/cipher-suite.ts'
import { CURRENT_SUITES, readCipherList } from '../cipher-list.ts'
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

/**
 * Works out which suites a server lets through: the list of its grade without what is excluded (TLS_README). DSS is left
 * aside, since it takes a certificate that nobody issues.
 */
export function serverSuites(
  { settings, level }: InboundService,
  universe: readonly CipherSuite[] = CURRENT_SUITES,
): ServerSuites {
  const isMandatory = level === 'encrypt'
  const grade = settings(isMandatory ? 'smtpd_tls_mandatory_ciphers' : 'smtpd_tls_ciphers')
  // A grade that Postfix does not know is the matter of another rule; no handshake succeeds with it.
  const isGrade = LISTS.has(grade.value.toLowerCase())
  const list = settings(`tls_${isGrade ? grade.value.toLowerCase() : 'medium'}_cipherlist`)
  const excluded = settings('smtpd_tls_exclude_ciphers')
  const more = isMandatory ? settings('smtpd_tls_mandatory_exclude_ciphers').value : ''
  const words = `${excluded.value} ${more}`.split(/[\s,:]+/).filter((word) => word !== '')
  const { suites } = readCipherList([list.value, ...words.map((word) => `!${word}`)].join(':'), universe)
  return {
    suites: isGrade ? suites.filter(({ authentication }) => authentication !== 'DSS') : [],
    grade,
    list,
    excluded,
  }
}

const LISTS: ReadonlySet<string> = new Set(['high', 'medium', 'low', 'export', 'null'])
