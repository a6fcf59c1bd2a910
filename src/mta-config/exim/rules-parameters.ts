import { editDistance } from '../../base/edit-distance.ts'
import { placeAt } from '../text-document.ts'
import { isExpanded, isPriorityString } from './exim-configuration.ts'
import { aboutOption, type EximChange, type EximRule, mainOption } from './exim-subject.ts'
import { MAIN_OPTIONS, SMTP_TRANSPORT_OPTIONS } from './option-names.ts'

const syntax: EximRule = {
  code: 'config-syntax',
  check: ({ configuration: { malformed } }) =>
    malformed.map(({ line, reason }) => ({
      place: placeAt(line.document, line.start),
      parameter: null,
      value: line.raw.slice(0, 200),
      message: `Exim cannot read this line: ${reason}.`,
      changes: [],
      advice: 'Write the line as option = value, or take it out; exim -bV tells what Exim makes of it.',
    })),
}

function nearest(name: string, known: ReadonlySet<string>): string | null {
  if (name.length > 64) return null
  const near = [...known]
    .filter((word) => Math.abs(word.length - name.length) <= 2)
    .map((word) => ({ word, distance: editDistance(word, name) }))
    .filter(({ distance }) => distance <= 2)
    .toSorted((a, b) => a.distance - b.distance)
  return near[0]?.word ?? null
}

/** Names that Exim stops at; only the first few get a suggestion. */
const MOST_LOOKED_AT = 100

const misspelt: EximRule = {
  code: 'config-parameter-misspelt',
  check: (subject) =>
    strangers(subject).flatMap(({ option, known, options }) => {
      const meant = nearest(option.name, known)
      if (meant === null) return []
      // Exim takes no option twice.
      const change: EximChange = options.has(meant) ? { kind: 'drop', option } : { kind: 'rename', option, name: meant }
      const message = `Exim knows no option ${option.name}, and does not start; ${meant} was probably meant.`
      return [aboutOption(subject, option.name, [option], message, [change], { severity: 'high' })]
    }),
}

const unknown: EximRule = {
  code: 'config-parameter-unknown',
  check: (subject) =>
    strangers(subject).flatMap(({ option, known }) =>
      nearest(option.name, known) === null
        ? [
            aboutOption(
              subject,
              option.name,
              [option],
              `Exim knows no option ${option.name}, and does not start.`,
              [],
              { severity: 'high', advice: 'Take the line out, or correct its name.' },
            ),
          ]
        : [],
    ),
}

function strangers({ configuration: { main, transports } }: Parameters<EximRule['check']>[0]) {
  const inMain = [...main.values()].map((option) => ({ option, known: MAIN_OPTIONS, options: main }))
  const inSmtp = transports
    .filter(({ options }) => options.get('driver')?.value === 'smtp')
    .flatMap(({ options }) =>
      [...options.values()].map((option) => ({ option, known: SMTP_TRANSPORT_OPTIONS, options })),
    )
  return [...inMain, ...inSmtp].filter(({ option, known }) => !known.has(option.name)).slice(0, MOST_LOOKED_AT)
}

const duplicate: EximRule = {
  code: 'config-parameter-duplicate',
  check: (subject) =>
    subject.configuration.duplicates.map((option) =>
      aboutOption(
        subject,
        option.name,
        [option],
        `${option.name} is set again later, and Exim does not start when an option is set twice.`,
        [{ kind: 'drop', option }],
        { severity: 'high' },
      ),
    ),
}

const removed: EximRule = {
  code: 'config-parameter-removed',
  check: (subject) =>
    ['gnutls_require_kx', 'gnutls_require_mac', 'gnutls_require_protocols'].flatMap((name) => {
      const option = mainOption(subject, name)
      if (option === undefined) return []
      const message = `Exim 4.80 gave ${name} up for the priority string of tls_require_ciphers, and later releases do not start with it.`
      return [aboutOption(subject, name, [option], message, [{ kind: 'drop', option }], { severity: 'high' })]
    }),
}

const wrongLibrary: EximRule = {
  code: 'config-wrong-library',
  check: (subject) => {
    const { library } = subject.configuration
    const options = mainOption(subject, 'openssl_options')
    const ciphers = mainOption(subject, 'tls_require_ciphers')
    const isPriority = ciphers !== undefined && isPriorityString(ciphers.value)
    const found = []
    if (options !== undefined && library === 'gnutls') {
      const message = 'openssl_options is set, and this Exim is built with GnuTLS: it does not start.'
      found.push(aboutOption(subject, options.name, [options], message, [{ kind: 'drop', option: options } as const]))
    }
    if (ciphers !== undefined && !isExpanded(ciphers.value) && ciphers.value !== '') {
      if (library === 'gnutls' && !isPriority) {
        found.push(
          aboutOption(
            subject,
            ciphers.name,
            [ciphers],
            'This is an OpenSSL cipher list, and this Exim is built with GnuTLS: every handshake fails.',
            [],
            { advice: 'tls_require_ciphers = a priority string, such as NORMAL:-VERS-TLS1.0:-VERS-TLS1.1:-RSA' },
          ),
        )
      }
      if (library === 'openssl' && isPriority) {
        found.push(
          aboutOption(
            subject,
            ciphers.name,
            [ciphers],
            'This is a GnuTLS priority string, and this Exim is built with OpenSSL: every handshake fails.',
            [],
            { advice: 'tls_require_ciphers = ECDHE+AESGCM:ECDHE+CHACHA20' },
          ),
        )
      }
    }
    return found
  },
}

/** Rules about names and lines. */
export const EXIM_PARAMETER_CHECKS: readonly EximRule[] = [syntax, unknown, misspelt, duplicate, removed, wrongLibrary]
