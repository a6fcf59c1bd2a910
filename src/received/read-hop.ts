import { specialKind } from '../base/ip-address.ts'
import { speltSession } from '../registry/spelt-session.ts'
import { versionTitle } from '../registry/versions.ts'
import { findAddress } from './find-address.ts'
import type { Hop, HopTls } from './hop.ts'
import { type Clause, type ReceivedParts, receivedParts } from './received-parts.ts'
import { receivedTime } from './received-time.ts'
import { SERVER_STYLES, type ServerStyle } from './server-styles.ts'
import { TLS_READERS, type TlsWords } from './tls-words.ts'

/** Characters of one Received field that are read; a longer one is cut. */
const FIELD_CHARACTERS = 65_536

/** Characters of a name or of a protocol's words that are kept. */
const SHOWN_CHARACTERS = 255

/**
 * Reads the value of one Received field (without its name). Never throws: what is not understood is null or `unknown`.
 *
 * @returns the hop; `delaySeconds` is null, for it takes the hop before
 * @see RFC 5321 section 4.4, RFC 3848
 */
export function readHop(value: string): Hop {
  const parts = receivedParts(value.slice(0, FIELD_CHARACTERS))
  const { style, version } = styleOf(parts)
  const protocol = protocolOf(parts, style)
  const address = addressOf(parts.clauses.from)
  return {
    from: nameOf(parts.clauses.from),
    address,
    by: nameOf(parts.clauses.by),
    with: protocol,
    software: style?.software ?? null,
    softwareVersion: version === '' ? null : version,
    local: isLocal(parts, address),
    tls: tlsOf(parts, protocol, style),
    time: timeOf(parts.date),
    delaySeconds: null,
  }
}

function timeOf(date: string | null): string | null {
  return date === null ? null : receivedTime(date)
}

function styleOf(parts: ReceivedParts): { readonly style: ServerStyle | undefined; readonly version: string } {
  for (const style of SERVER_STYLES) {
    const version = style.recognise(parts)
    if (version !== null) return { style, version }
  }
  return { style: undefined, version: '' }
}

/**
 * Protocol words in capitals: those of IANA's registry (RFC 3848, RFC 6531), SMTPS and the HTTPS and MAPI of web mail and of
 * groupware, which are in no registry but in many fields.
 */
const KEYWORD = /^(?:(?:UTF8)?(?:E?SMTP|LMTP)S?A?|ASMTP|HTTPS?|MAPI|LOCAL|MMS)$/

function protocolOf({ clauses }: ReceivedParts, style: ServerStyle | undefined): string | null {
  const { words = [] } = clauses.with ?? {}
  const [first] = words
  if (first === undefined) return null
  if (style?.software === 'Microsoft Exchange' && first === 'Microsoft') return words.slice(0, 3).join(' ')
  // "with AES128-SHA encrypted SMTP", "with IBM ESMTP …": the keyword need not come first.
  const keyword = [first, ...words.slice(1, 3)]
    .map((word) =>
      word
        .slice(0, SHOWN_CHARACTERS)
        .toUpperCase()
        .replace(/^(E?SMTP)\/(?:TLS|SSL)\b.*$/s, '$1'),
    )
    .find((word) => KEYWORD.test(word))
  return keyword ?? words.join(' ').slice(0, SHOWN_CHARACTERS)
}

function tlsOf(parts: ReceivedParts, protocol: string | null, style: ServerStyle | undefined): HopTls {
  const words = wordsOf(parts, style)
  const { version, suite, group } = speltSession(words?.version ?? null, words?.suite ?? null, style?.minimum)
  const isNull = suite?.family === 'null'
  const certificate = words?.certificate ?? 'unknown'
  return {
    state: isNull ? 'plaintext' : stateOf(parts, protocol, words, style),
    version: version === null ? null : versionTitle(version),
    suite: suite?.name ?? null,
    opensslName: suite?.openssl ?? null,
    bits: bitsOf(words, suite?.bits),
    group: (group ?? words?.group)?.name ?? null,
    authenticated: certificate === 'verified' || isAuthenticated(parts, protocol),
    certificate,
    raw: words?.raw ?? null,
  }
}

/** The server's own way first; then any way, for gateways rewrite fields and administrators change them. */
function wordsOf(parts: ReceivedParts, style: ServerStyle | undefined): TlsWords | null {
  for (const read of [...(style?.reads ?? []), ...TLS_READERS]) {
    const words = read(parts)
    if (words !== null) return words
  }
  return null
}

/** The keywords that say TLS; RFC 3848 section 1. SMTPS is how some servers call TLS from the first byte. */
const SECURE = /^(?:(?:UTF8)?(?:E?SMTP|LMTP)SA?|HTTPS)$/

function stateOf(
  parts: ReceivedParts,
  protocol: string | null,
  words: TlsWords | null,
  style: ServerStyle | undefined,
): HopTls['state'] {
  if (words !== null || (protocol !== null && SECURE.test(protocol))) return 'encrypted'
  // Without a sender it is no transfer between machines that the field speaks of, or the sender was taken out; and a field
  // that was cut off proves nothing. The date is its end.
  const isWhole = parts.clauses.from !== undefined && protocol !== null && timeOf(parts.date) !== null
  return isWhole && style?.plain.includes(protocol) === true && !hintsAtTls(parts) ? 'plaintext' : 'unknown'
}

/** Words that look as if they spoke of TLS, in a way that nobody here understands: they are no silence. */
function hintsAtTls({ clauses, comments }: ReceivedParts): boolean {
  const words = [clauses.with, clauses.via, clauses.id].flatMap((clause) => clause?.words.slice(1) ?? [])
  return [...comments, ...words].some((text) => /tls|ssl|cipher|encrypt|_with_|-sha\b|version=/i.test(text))
}

/** Exim before 4.80 with GnuTLS wrote the key's length in bytes. */
function bitsOf(words: TlsWords | null, bits: number | undefined): number | null {
  const stated = words?.bits ?? null
  return stated !== null && stated * 8 === bits ? bits : stated
}

function isAuthenticated(parts: ReceivedParts, protocol: string | null): boolean {
  if (protocol !== null && /^(?:(?:UTF8)?(?:ESMTP|SMTP|LMTP)S?A|ASMTP)$/.test(protocol)) return true
  return parts.serverComments.some((comment) =>
    /^(?:Authenticated sender: |authenticated\b|account \S+ .*verified$)/.test(comment),
  )
}

/** Programs that hand over mail without a network, as Postfix, Exim, qmail, Sendmail and Courier write it. */
const LOCAL_COMMENT =
  /^(?:Postfix, from userid \d+|qmail \d+ invoked (?:by|for)\b|\w[\w.-]*@localhost\)?$|from \w+@localhost)/

function isLocal({ clauses, opening, comments }: ReceivedParts, address: string | null): boolean {
  if (address !== null) return specialKind(address) === 'loopback'
  const [protocol = ''] = clauses.with?.words ?? []
  if (protocol.toLowerCase() === 'local') return true
  return [...comments, ...opening.comments].some((comment) => LOCAL_COMMENT.test(comment))
}

function nameOf(clause: Clause | undefined): string | null {
  const [word] = clause?.words ?? []
  if (word === undefined) return null
  // qmail puts the name by reverse lookup first and the client's own into a comment.
  const helo = clause?.comments.find((comment) => /^[EH](?:HLO|ELO) \S/.test(comment))?.slice('HELO '.length)
  return (word === 'unknown' && helo !== undefined ? helo : word).slice(0, SHOWN_CHARACTERS)
}

/** Comments first, for a client may call itself by any address. */
function addressOf(clause: Clause | undefined): string | null {
  const comments = clause?.comments.filter((comment) => !/^[EHL](?:HLO|ELO) /.test(comment)) ?? []
  for (const text of [...comments, ...(clause?.words.slice(0, 1) ?? [])]) {
    const address = findAddress(text)
    if (address !== null) return address
  }
  return null
}
