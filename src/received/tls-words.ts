import type { NamedGroup } from '../registry/group.ts'
import { exchangeGroup, speltGroup } from '../registry/spelt-group.ts'
import type { ClientCertificate } from './hop.ts'
import type { ReceivedParts } from './received-parts.ts'

/** What a server wrote about TLS, in its own words. */
export interface TlsWords {
  readonly version: string | null
  readonly suite: string | null
  readonly bits: number | null
  readonly group: NamedGroup | null
  readonly certificate: ClientCertificate
  /** The words as they stand. */
  readonly raw: string
}

/** Finds a server's words about TLS in a field; null when there are none of this form. */
export type TlsReader = (parts: ReceivedParts) => TlsWords | null

/** Characters of a comment that are looked at. Real ones about TLS have fewer than 500. */
const LONGEST = 2_048

/** Makes a reader of a function that reads one comment: the first that it understands counts. */
function inComments(read: (comment: string, parts: ReceivedParts) => Partial<TlsWords> | null): TlsReader {
  return (parts) => {
    for (const comment of parts.serverComments) {
      const found = comment.length > LONGEST ? null : read(comment, parts)
      if (found !== null) return tlsWords(comment, found)
    }
    return null
  }
}

function tlsWords(raw: string, found: Partial<TlsWords>): TlsWords {
  return { version: null, suite: null, bits: null, group: null, certificate: 'unknown', raw, ...found }
}

/**
 * Postfix, Stalwart, Strato: `using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature …`,
 * and what became of the client's certificate in the comment behind it.
 */
export const usingWords: TlsReader = inComments((comment, parts) => {
  const [, version, suite = null] = /^using ([\w./-]{2,20})(?: with cipher ([\w.-]+))?/.exec(comment) ?? []
  if (version === undefined) return null
  const [, exchange = '', detail = ''] = / key-exchange ([\w-]+)(?: \(([^)]{1,40})\))?/.exec(comment) ?? []
  const [, curve] = /\(curve (\w{1,40})/.exec(comment) ?? []
  const [, bits] = /\((\d{1,4})(?:\/\d{1,4})? bits\)/.exec(comment) ?? []
  return {
    version,
    suite,
    bits: numberOf(bits),
    group: (curve === undefined ? exchangeGroup(exchange, detail) : speltGroup(curve)) ?? null,
    certificate: certificateOf(parts.comments),
  }
})

function certificateOf(comments: readonly string[]): ClientCertificate {
  for (const comment of comments) {
    if (comment.startsWith('Client CN ')) return comment.endsWith('(verified OK)') ? 'verified' : 'unverified'
    if (comment.startsWith('Client RPK ')) return 'raw-public-key'
    if (comment === 'No client certificate requested' || comment === 'Client did not present a certificate')
      return 'none'
  }
  return 'unknown'
}

/**
 * Sendmail, Gmail, Exchange, Haraka and many more: `version=TLS1_2 cipher=ECDHE-RSA-AES128-GCM-SHA256 bits=128/128 verify=NO`, with
 * blanks, commas or both between.
 */
export const pairWords: TlsReader = inComments((comment) => pairsOf(comment))

/** The same without parentheses, as old OpenSMTPD writes it: `id 4f0a TLS version=TLSv1.2 cipher=… bits=256 verify=NO`. */
export const barePairWords: TlsReader = ({ clauses }) => {
  // Not the clauses that the client fills: it may call itself version=TLSv1.3.
  for (const { words } of [clauses.with, clauses.id].filter((clause) => clause !== undefined)) {
    const at = words.indexOf('TLS')
    const text = at < 0 ? '' : words.slice(at + 1).join(' ')
    const found = text.length > LONGEST ? null : pairsOf(text)
    if (found !== null) return tlsWords(text, found)
  }
  return null
}

function pairsOf(text: string): Partial<TlsWords> | null {
  if (!/^(?:version|cipher)=/i.test(text)) return null
  const pairs = new Map<string, string>()
  for (const part of text.split(/[ ,;]+/)) {
    const at = part.indexOf('=')
    const name = part.slice(0, Math.max(0, at)).toLowerCase()
    if (at > 0 && !pairs.has(name)) pairs.set(name, part.slice(at + 1))
  }
  const version = pairs.get('version')
  const suite = pairs.get('cipher') ?? null
  const isVersion = version !== undefined && /^(?:TLS|SSL)/i.test(version)
  if (!isVersion && (suite === null || version !== undefined)) return null
  return {
    version: version ?? null,
    suite,
    bits: numberOf(/^\d+/.exec(pairs.get('bits') ?? '')?.[0]),
    certificate: SENDMAIL_VERIFY.get(pairs.get('verify') ?? '') ?? 'unknown',
  }
}

/** What Sendmail's `verify=` says of the client's certificate. */
const SENDMAIL_VERIFY: ReadonlyMap<string, ClientCertificate> = new Map([
  ['OK', 'verified'],
  ['TRUSTED', 'verified'],
  ['FAIL', 'unverified'],
  ['NO', 'none'],
  ['NOT', 'none'],
])

/**
 * Haraka: pairs until 2.8.27, where FAIL is no word about a certificate (before 2.8.0 and in 2.8.16 it was written when there was
 * none, too), then `envelope-from <a@example.org> tls TLS_AES_256_GCM_SHA384` behind the id.
 */
export const harakaWords: TlsReader = (parts) => {
  const pairs = pairWords(parts)
  if (pairs !== null) return pairs.certificate === 'unverified' ? { ...pairs, certificate: 'unknown' } : pairs
  // The sender's address may be made of any words; the S of the keyword is Haraka's own.
  const [protocol = ''] = parts.clauses.with?.words ?? []
  const words = parts.clauses.id?.words ?? []
  const suite = words[words.lastIndexOf('tls') + 1] ?? ''
  const isSuite = words.includes('tls') && /^[\w-]{1,120}$/.test(suite)
  return isSuite && /^E?SMTPSA?$/.test(protocol) ? tlsWords(`tls ${suite}`, { suite }) : null
}

/**
 * Exim, OpenSMTPD, MDaemon: `TLSv1.3:TLS_AES_256_GCM_SHA384:256`, with the word `Cipher` before it or the verdict on a client
 * certificate behind it.
 */
export const colonWords: TlsReader = inComments((comment) => {
  const [, version, suite = null, bits, verify = ''] =
    /^(?:Cipher )?((?:TLS|SSL)[\w.]{1,10}):([\w-]{1,120}):(\d{1,4})(?::([\w-]{1,20}))?$/.exec(comment) ?? []
  if (version === undefined) return null
  const certificate = verify === 'YES' ? 'verified' : verify === 'NO' ? 'none' : 'unknown'
  return { version, suite, bits: numberOf(bits), certificate }
})

/** Exim from 4.93: `with esmtps (TLS1.3) tls TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384`, suites by their standard names. */
export const eximWords: TlsReader = ({ clauses }) => {
  const words = clauses.with?.words ?? []
  const at = words.findIndex((word) => word.toLowerCase() === 'tls')
  const suite = at < 0 ? undefined : words[at + 1]
  const version = clauses.with?.comments.find((comment) => /^(?:TLS|SSL)v?\d(?:\.\d)?$/.test(comment))
  if (suite === undefined && version === undefined) return null
  const raw = [version === undefined ? '' : `(${version})`, suite === undefined ? '' : `tls ${suite}`].join(' ').trim()
  return tlsWords(raw, { version: version ?? null, suite: suite ?? null })
}

/** Courier: `TLS: TLSv1/SSLv3,256bits,DHE-RSA-AES256-SHA`. */
export const courierWords: TlsReader = inComments((comment) => {
  const [, version, bits, suite = null] =
    /^TLS: ?([\w./]{1,20}), ?(\d{1,4}) ?bits, ?([\w-]{1,120})$/.exec(comment) ?? []
  return version === undefined ? null : { version, suite, bits: numberOf(bits) }
})

/** mox: `TLS1.3 TLS_AES_128_GCM_SHA256`. */
export const spaceWords: TlsReader = inComments((comment) => {
  const [, version, suite = null] = /^(TLS\d\.\d) (TLS_\w{1,120})$/.exec(comment) ?? []
  return version === undefined ? null : { version, suite }
})

/** qmail with TLS and its kin: `with AES128-SHA encrypted SMTP`, `with (TLS_AES_256_GCM_SHA384 encrypted) ESMTPS`. */
export const encryptedWords: TlsReader = ({ clauses }) => {
  const { words = [], comments = [] } = clauses.with ?? {}
  const text = comments.find((comment) => comment.endsWith(' encrypted')) ?? words.slice(0, 2).join(' ')
  const [, suite] = /^([\w-]{1,120}) encrypted$/.exec(text) ?? []
  return suite === undefined ? null : tlsWords(text, { suite })
}

/** Cisco: `with ESMTP/TLS/DHE-RSA-AES256-SHA`. */
export const slashWords: TlsReader = ({ clauses }) => {
  const [word = ''] = clauses.with?.words ?? []
  const [, suite] = /^E?SMTP\/(?:TLS|SSL)(?:\/([\w-]{1,120}))?$/i.exec(word) ?? [null]
  return word.includes('/') && /^E?SMTP\/(?:TLS|SSL)/i.test(word) ? tlsWords(word, { suite: suite ?? null }) : null
}

/** The mere fact: `(TLS)`, `(SSL)`, `via SSL`, `(Google Transport Security)`. */
export const bareWords: TlsReader = ({ clauses, comments }) => {
  // The client's own comments come first of all, and it may call itself TLS.
  const comment = comments
    .slice(clauses.from?.comments.length ?? 0)
    .find((each) => /^(?:TLS|SSL|Google Transport Security)$/i.test(each))
  const [via = ''] = clauses.via?.words ?? []
  const raw = comment ?? (/^(?:TLS|SSL)$/i.test(via) ? `via ${via}` : null)
  return raw === null ? null : tlsWords(raw, {})
}

/** Every reader; the more one says, the earlier it comes. */
export const TLS_READERS: readonly TlsReader[] = [
  usingWords,
  pairWords,
  barePairWords,
  colonWords,
  courierWords,
  spaceWords,
  eximWords,
  encryptedWords,
  slashWords,
  bareWords,
]

function numberOf(text: string | undefined): number | null {
  return text === undefined || text.length > 4 ? null : Number(text)
}
