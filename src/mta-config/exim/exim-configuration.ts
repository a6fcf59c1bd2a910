import type { TextDocument } from '../text-document.ts'
import { type EximLine, type EximLines, type IncludeReader, readEximLines } from './exim-lines.ts'

/** The library that an Exim was built with. */
export type EximLibrary = 'openssl' | 'gnutls'

/** An option with its value; a flag has `true` or `false`. */
export interface EximOption {
  readonly name: string
  readonly value: string
  readonly line: EximLine
}

/** A router, transport or authenticator with its options. */
export interface EximDriver {
  readonly name: string
  readonly line: EximLine
  readonly options: ReadonlyMap<string, EximOption>
}

/** The settings of an Exim. */
export interface EximConfiguration {
  readonly document: TextDocument
  /** The library, and where it is known from; null when nothing tells. */
  readonly library: EximLibrary | null
  readonly version: readonly number[] | null
  /** Options of the main section; of two definitions the later counts. */
  readonly main: ReadonlyMap<string, EximOption>
  readonly transports: readonly EximDriver[]
  readonly routers: readonly EximDriver[]
  readonly authenticators: readonly EximDriver[]
  /** Options of one section or driver that are set again later. */
  readonly duplicates: readonly EximOption[]
  readonly malformed: EximLines['malformed']
  readonly documents: readonly TextDocument[]
}

/** What `exim -bV` tells. */
export interface EximBuild {
  readonly library: EximLibrary | null
  readonly version: readonly number[] | null
}

/** Reads what `exim -bV` prints; null for a text that is something else. */
export function readEximBuild(text: string): EximBuild | null {
  const [, version] = /^Exim version (\d+\.\d+)/m.exec(text) ?? []
  if (version === undefined) return null
  const support = /^Support for:(.*)$/m.exec(text)?.[1] ?? ''
  const library = /\bGnuTLS\b/.test(support) ? 'gnutls' : /\bOpenSSL\b/.test(support) ? 'openssl' : null
  return { library, version: version.split('.').map(Number) }
}

/** Named lists, which stand among the options of the main section. */
const LISTS = /^(?:hide\s+)?(?:domain|host|address|localpart)list(?:_cache)?\b/

const DRIVER_SECTIONS: ReadonlySet<string> = new Set(['routers', 'transports', 'authenticators'])

/**
 * Reads an Exim configuration with all that it includes.
 *
 * @param build what `exim -bV` told, if anybody asked it
 * @throws ProbeError `document-invalid` with the line, for files that include each other and macros without bounds
 */
export function readExim(
  document: TextDocument,
  include: IncludeReader,
  build: EximBuild | null = null,
): EximConfiguration {
  const library = build?.library ?? libraryOfFiles(document, include)
  const predefined =
    library === null
      ? ['_HAVE_TLS']
      : ['_HAVE_TLS', '_HAVE_DANE', library === 'gnutls' ? '_HAVE_GNUTLS' : '_HAVE_OPENSSL']
  const { lines, malformed, documents } = readEximLines(document, { include, predefined })
  const main = new Map<string, EximOption>()
  const drivers: Record<string, { name: string; line: EximLine; options: Map<string, EximOption> }[]> = {}
  const wrong = [...malformed]
  const duplicates: EximOption[] = []
  const keep = (options: Map<string, EximOption>, option: EximOption): void => {
    const before = options.get(option.name)
    if (before !== undefined) duplicates.push(before)
    options.set(option.name, option)
  }
  let section = 'main'
  for (const line of lines) {
    const begin = /^begin\s+(\w+)/.exec(line.text)?.[1]
    if (begin !== undefined) {
      section = begin
      continue
    }
    if (section === 'main') {
      const option = optionOf(line)
      if (option !== null) keep(main, option)
      else if (!LISTS.test(line.text)) wrong.push({ line, reason: 'it is no option = value' })
    } else if (DRIVER_SECTIONS.has(section)) {
      const list = drivers[section] ?? []
      drivers[section] = list
      const name = /^([\w-]+)\s*:$/.exec(line.text)?.[1]
      const option = optionOf(line)
      if (name !== undefined) list.push({ name, line, options: new Map() })
      else if (option !== null) keep(list.at(-1)?.options ?? new Map(), option)
    }
  }
  const { transports = [], routers = [], authenticators = [] } = drivers
  const version = build?.version ?? null
  return {
    document,
    library,
    version,
    main,
    transports,
    routers,
    authenticators,
    duplicates,
    malformed: wrong,
    documents,
  }
}

function optionOf(line: EximLine): EximOption | null {
  const [, name, value] = /^(?:hide\s+)?([a-z][a-z0-9_]*)\s*=\s*(.*)$/s.exec(line.text) ?? []
  if (name !== undefined) return { name, value: (value ?? '').trim(), line }
  const [, negation, flag] = /^(?:hide\s+)?(no_|not_)?([a-z][a-z0-9_]*)$/.exec(line.text) ?? []
  return flag === undefined ? null : { name: flag, value: negation === undefined ? 'true' : 'false', line }
}

/** The library that the settings themselves, and those that they include, are written for. */
function libraryOfFiles(document: TextDocument, include: IncludeReader): EximLibrary | null {
  const { documents } = readEximLines(document, { include, predefined: ['_HAVE_TLS'] })
  const libraries = documents.map(({ text }) => libraryFrom(text))
  return libraries.find((library) => library !== null) ?? null
}

/** The library that one file is written for. */
function libraryFrom(text: string): EximLibrary | null {
  const ciphers = /^[ \t]*tls_require_ciphers[ \t]*=[ \t]*(\S.*)$/m.exec(text)?.[1] ?? ''
  if (isPriorityString(ciphers)) return 'gnutls'
  if (/^[ \t]*openssl_options[ \t]*=/m.test(text)) return 'openssl'
  return /^[ \t]*gnutls_\w+/m.test(text) ? 'gnutls' : null
}

/** True for a value of `tls_require_ciphers` in the language of GnuTLS's priority strings. */
export function isPriorityString(value: string): boolean {
  return (
    /^(?:NORMAL|PERFORMANCE|SECURE(?:128|192|256)|PFS|LEGACY|SUITEB(?:128|192)|NONE|SYSTEM|@\w+)(?::|$)/.test(
      value.trim(),
    ) || /VERS-/.test(value)
  )
}

/** True for a value that Exim works out for each connection, so that nothing can be said about it here. */
export function isExpanded(value: string): boolean {
  return value.includes('$')
}
