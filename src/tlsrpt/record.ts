import { printable } from '../base/printable.ts'
import { trimBlanks, trimBlanksAtEnd } from '../base/trim-blanks.ts'
import { type Destination, ENCODED_IN_RUA, isUri, parseDestination } from './destination.ts'

/*
 * SMTP TLS Reporting lets a domain ask the world's mail servers how their TLS connections to it go. One TXT record at
 * `_smtp._tls.<domain>` says where the answers shall be sent, once a day, as JSON:
 *
 *     _smtp._tls.example.com. TXT "v=TLSRPTv1; rua=mailto:tls@example.com,https://example.com/tls"
 *
 * It protects nothing by itself, but a domain that enforces MTA-STS or DANE learns from nothing else what it turned away.
 */

/** Why a record is not valid. */
export type RecordErrorCode =
  | 'version-invalid'
  | 'field-empty'
  | 'field-malformed'
  | 'name-invalid'
  | 'value-invalid'
  | 'rua-missing'
  | 'rua-empty'
  | 'uri-invalid'
  | 'uri-unencoded'
  | 'no-destination'

/** What is worth knowing of a record that may be valid all the same. */
export type RecordWarningCode =
  | 'white-space-behind-version'
  | 'white-space-at-end'
  | 'rua-repeated'
  | 'destination-repeated'
  | 'destination-unusable'
  | 'extension-unknown'

/** Something about a record, with the piece of it that is meant: printable, at most {@link PIECE_CHARACTERS}. */
export interface RecordRemark<Code> {
  readonly code: Code
  readonly text: string
}

/** A record as read. */
export interface TlsRptRecord {
  readonly verdict: 'valid' | 'invalid'
  /** In the order of the record, those that no sender can use included; empty unless the record is valid. */
  readonly destinations: readonly Destination[]
  readonly errors: readonly RecordRemark<RecordErrorCode>[]
  readonly warnings: readonly RecordRemark<RecordWarningCode>[]
}

/** Characters of a record that a remark repeats. */
export const PIECE_CHARACTERS = 120

const VERSION = 'v=TLSRPTv1'

/** True for what a sender takes for a record of this version: the version and a delimiter. RFC 8460 section 3. */
export function isTlsRptRecord(text: string): boolean {
  return /^v=TLSRPTv1[ \t]*;/.test(text)
}

/**
 * Parses the text of a TXT record, its strings joined, by the grammar of RFC 8460 section 3:
 *
 *     tlsrpt-record = tlsrpt-version 1*(field-delim tlsrpt-field) [field-delim]
 *     field-delim   = *WSP ";" *WSP
 *     tlsrpt-field  = tlsrpt-rua / tlsrpt-extension        at least one rua
 *     tlsrpt-rua    = %s"rua=" tlsrpt-uri *(*WSP "," *WSP tlsrpt-uri)
 *
 * Two things are read although they are doubtful. White space at the end fits no rule of the grammar, but delimits
 * nothing either. White space between version and semicolon fits the grammar, while the text below it discards records
 * that do not begin with `v=TLSRPTv1;`. Both get a warning.
 */
export function parseRecord(text: string): TlsRptRecord {
  const errors: RecordRemark<RecordErrorCode>[] = []
  const warnings: RecordRemark<RecordWarningCode>[] = []
  const error = (code: RecordErrorCode, piece: string): void => void errors.push(remark(code, piece))
  const warn = (code: RecordWarningCode, piece: string): void => void warnings.push(remark(code, piece))

  const [version = '', ...rest] = text.split(';')
  if (trimBlanksAtEnd(version) !== VERSION) {
    error('version-invalid', version)
    return { verdict: 'invalid', destinations: [], errors, warnings }
  }
  if (version !== VERSION && rest.length > 0) warn('white-space-behind-version', version)
  const fields = rest.map(trimBlanks)
  if (/[ \t]$/.test(text) && fields.at(-1) !== '') warn('white-space-at-end', rest.at(-1) ?? version)
  // One delimiter may end the record.
  if (fields.length > 1 && fields.at(-1) === '') fields.pop()

  const uris: string[] = []
  let lists = 0
  for (const field of fields) {
    const [name, value] = split(field)
    if (field === '') error(fields.length === 1 ? 'rua-missing' : 'field-empty', text)
    else if (value === null) error('field-malformed', field)
    else if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/.test(name)) error('name-invalid', name)
    else if (name === 'rua') {
      lists += 1
      uris.push(...urisOf(value, error))
    } else if (/^[!-:<>-~]+$/.test(value)) warn('extension-unknown', field)
    else error('value-invalid', field)
  }
  if (lists === 0 && errors.length === 0) error('rua-missing', text)
  if (lists > 1) warn('rua-repeated', text)

  const destinations = [...new Set(uris)].map(parseDestination)
  for (const uri of new Set(uris.filter((each, at) => uris.indexOf(each) < at))) warn('destination-repeated', uri)
  const unusable = destinations.filter(({ kind }) => kind === 'unusable')
  for (const { uri } of unusable) warn('destination-unusable', uri)
  if (errors.length === 0 && unusable.length === destinations.length) error('no-destination', text)
  return errors.length === 0
    ? { verdict: 'valid', destinations, errors, warnings }
    : { verdict: 'invalid', destinations: [], errors, warnings }
}

/** The URIs of one `rua`. */
function urisOf(value: string, error: (code: RecordErrorCode, piece: string) => void): readonly string[] {
  if (value === '') {
    error('rua-empty', 'rua=')
    return []
  }
  return value.split(',').flatMap((piece, at) => {
    const uri = at === 0 ? trimBlanksAtEnd(piece) : trimBlanks(piece)
    if (uri === '') error('rua-empty', value)
    else if (!isUri(uri)) error('uri-invalid', uri)
    else if (ENCODED_IN_RUA.test(uri)) error('uri-unencoded', uri)
    else return [uri]
    return []
  })
}

/** A field's name and value; no value where there is no `=`. */
function split(field: string): readonly [string, string | null] {
  const at = field.indexOf('=')
  return at < 0 ? [field, null] : [field.slice(0, at), field.slice(at + 1)]
}

function remark<Code>(code: Code, piece: string): RecordRemark<Code> {
  return { code, text: printable(piece, PIECE_CHARACTERS) }
}
