import { type EximChange, type EximSubject, mainOption } from './exim-subject.ts'
import { goodPriorityString, type PriorityString, readPriorityString } from './priority-string.ts'

/** True unless STARTTLS is offered to nobody. The default has been everybody since 4.87. */
export function offersTls(subject: EximSubject): boolean {
  const option = mainOption(subject, 'tls_advertise_hosts')
  return option === undefined || (option.value !== '' && option.value !== ':' && option.value !== '!*')
}

/** The priority string of a server with GnuTLS; the default is NORMAL. Null when nothing can be said. */
export function serverPriority(subject: EximSubject): PriorityString | null {
  if (subject.configuration.library !== 'gnutls') return null
  const option = mainOption(subject, 'tls_require_ciphers')
  return readPriorityString(option === undefined || option.value === '' ? 'NORMAL' : option.value)
}

/** Flags that Exim sets unless they are taken away with a minus (Exim specification, openssl_options). */
const DEFAULT_FLAGS: readonly string[] = ['no_sslv2', 'no_sslv3', 'single_dh_use', 'no_ticket', 'no_renegotiation']

/** The flags of OpenSSL that hold, those of the default included. */
export function opensslFlags(value: string): ReadonlySet<string> {
  const flags = new Set(DEFAULT_FLAGS)
  for (const word of value.split(/[\s:]+/)) {
    const name = word.slice(1).toLowerCase()
    if (word.startsWith('+')) flags.add(name)
    if (word.startsWith('-')) flags.delete(name)
  }
  return flags
}

/** The change that leaves good versions and suites to a server with GnuTLS. */
export function goodCiphers(): readonly EximChange[] {
  return [{ kind: 'set', name: 'tls_require_ciphers', value: goodPriorityString('TLSv1.2'), driver: null }]
}
