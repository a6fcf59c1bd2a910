import { ipVersion } from '../base/ip-address.ts'
import type { ReceivedParts } from './received-parts.ts'
import {
  barePairWords,
  bareWords,
  colonWords,
  courierWords,
  encryptedWords,
  eximWords,
  harakaWords,
  pairWords,
  slashWords,
  spaceWords,
  type TlsReader,
  usingWords,
} from './tls-words.ts'

/** How one server writes Received fields. */
export interface ServerStyle {
  readonly software: string
  /** Its version, the empty text when it is recognised without one, null when the field is not its. */
  readonly recognise: (parts: ReceivedParts) => string | null
  /** Its ways to write about TLS; any other way counts, too, since fields get rewritten. */
  readonly reads: readonly TlsReader[]
  /**
   * The protocol words with which its silence about TLS proves that there was none. Empty for servers that are silent in other
   * cases, too, or of which that is not known for certain.
   */
  readonly plain: readonly string[]
  /** True when its version word is the oldest version of the suite, whatever was agreed on. */
  readonly minimum?: true
}

/** With these, a server that keeps to RFC 3848 says that there was no TLS. HELO is no part of that standard. */
const EXTENDED = ['ESMTP', 'ESMTPA', 'UTF8SMTP', 'UTF8SMTPA'] as const

/** Also for clients that said HELO, by servers that say so themselves when TLS was used. */
const ANY_SMTP = ['SMTP', ...EXTENDED] as const

/**
 * Every server that is recognised, the more certain sign first. What they write is known from their sources or from fields seen
 * in public archives.
 */
export const SERVER_STYLES: readonly ServerStyle[] = [
  // Postfix may be told not to write "using …", and writes SMTP without an S for HELO inside TLS.
  { software: 'Postfix', recognise: byComment(/^Postfix\b(?:[/ ]([\d.]+))?/), reads: [usingWords], plain: EXTENDED },
  { software: 'Exim', recognise: anyComment(/^Exim ([\w.-]+)/), reads: [colonWords, eximWords], plain: ANY_SMTP },
  { software: 'Exim', recognise: eximId, reads: [colonWords, eximWords], plain: ANY_SMTP },
  {
    software: 'Sendmail',
    recognise: byComment(/^(8\.\d+\.[\w.+-]+)\/[\w./+-]+$/),
    reads: [pairWords],
    plain: ANY_SMTP,
  },
  { software: 'Stalwart', recognise: byComment(/^Stalwart SMTP\b()/), reads: [usingWords], plain: EXTENDED },
  {
    software: 'OpenSMTPD',
    recognise: byComment(/^OpenSMTPD\b()/),
    reads: [colonWords, barePairWords],
    plain: EXTENDED,
  },
  {
    software: 'Haraka',
    recognise: byComment(/^Haraka(?:\/([\w.-]+))?/),
    reads: [harakaWords],
    plain: EXTENDED,
    minimum: true,
  },
  { software: 'Halon', recognise: byComment(/^Halon\b()/), reads: [usingWords, pairWords], plain: EXTENDED },
  { software: 'CommuniGate Pro', recognise: byComment(/^CommuniGate Pro \w+ ([\w.]+)/), reads: [], plain: EXTENDED },
  { software: 'MDaemon', recognise: byComment(/^MDaemon \w+ v([\w.]+)/), reads: [colonWords], plain: [] },
  { software: 'IceWarp', recognise: byComment(/^(?:IceWarp|Merak) ([\w.]+)/), reads: [bareWords], plain: [] },
  {
    software: 'Oracle Communications Messaging Server',
    recognise: byComment(/^(?:Oracle Communications|Sun Java System|Sun Java\(tm\) System) Messaging Server (\S+)/),
    reads: [courierWords],
    plain: [],
  },
  { software: 'Strato', recognise: byComment(/^RZmta ([\w.]+)/), reads: [usingWords], plain: [] },
  { software: 'GMX', recognise: anyComment(/^Nemesis\b()/), reads: [], plain: [] },
  { software: 'Zimbra', recognise: fromComment(/^LHLO ()/), reads: [], plain: [] },
  { software: 'Momentum', recognise: anyComment(/^ecelerity ([\w.]+)/), reads: [pairWords], plain: [] },
  { software: 'Amazon SES', recognise: anyComment(/^SimpleEmailService()/), reads: [pairWords], plain: [] },
  {
    software: 'Microsoft Exchange',
    recognise: exchange,
    reads: [pairWords, bareWords],
    plain: ['Microsoft SMTP Server'],
  },
  { software: 'Amazon SES', recognise: byHost(/\.amazonaws\.com$/), reads: [pairWords], plain: [] },
  { software: 'Google', recognise: google, reads: [pairWords, bareWords], plain: ANY_SMTP },
  { software: 'Proton', recognise: byHost(/\.(?:protonmail|proton)\.(?:ch|me)$/), reads: [usingWords], plain: [] },
  { software: 'Yahoo', recognise: byHost(/\.(?:yahoo|yahoodns|aol)\.(?:com|net)$/), reads: [pairWords], plain: [] },
  { software: 'mox', recognise: mox, reads: [spaceWords], plain: EXTENDED },
  // What it writes without TLS is not known for certain.
  { software: 'Cisco Secure Email', recognise: cisco, reads: [slashWords], plain: [] },
  { software: 'Courier', recognise: courier, reads: [courierWords], plain: ANY_SMTP },
  // Without its patch qmail has no TLS, but a wrapper in front of it may.
  { software: 'qmail', recognise: qmail, reads: [encryptedWords], plain: [] },
]

function byComment(pattern: RegExp): ServerStyle['recognise'] {
  return ({ clauses }) => firstMatch([clauses.by?.comments, clauses.with?.comments], pattern)
}

function fromComment(pattern: RegExp): ServerStyle['recognise'] {
  return ({ clauses }) => firstMatch([clauses.from?.comments], pattern)
}

/** Comments wherever they are, but those about the client, which it may have chosen. */
function anyComment(pattern: RegExp): ServerStyle['recognise'] {
  return ({ clauses: { by, via, with: protocol, id, for: recipient } }) =>
    firstMatch(
      [by, via, protocol, id, recipient].map((clause) => clause?.comments),
      pattern,
    )
}

function firstMatch(lists: readonly (readonly string[] | undefined)[], pattern: RegExp): string | null {
  for (const comment of lists.flatMap((list) => list ?? [])) {
    const match = pattern.exec(comment.slice(0, 200))
    if (match !== null) return match[1] ?? ''
  }
  return null
}

function byHost(pattern: RegExp): ServerStyle['recognise'] {
  return ({ clauses }) => (pattern.test((clauses.by?.words[0] ?? '').slice(-255).toLowerCase()) ? '' : null)
}

function exchange({ clauses }: ReceivedParts): string | null {
  const [first = '', second = '', third = ''] = clauses.with?.words ?? []
  if (first === 'Microsoft' && second === 'SMTP' && third === 'Server') return exchangeVersion(clauses)
  if (first === 'Microsoft' && second.startsWith('SMTPSVC')) return ''
  const version = exchangeVersion(clauses)
  return /^(?:mapi|HTTPS|ShadowRedundancy)$/i.test(first) && version.startsWith('15.') ? version : null
}

/**
 * Exchange puts its version where others have an id: `8.1.240.5`, `15.20.3412.21`. Four numbers of an IP address are none: tools that
 * hide addresses take the one for the other.
 */
function exchangeVersion({ id }: ReceivedParts['clauses']): string {
  const [word = ''] = id?.words ?? []
  return /^(?:8|1[4-9])\.\d{1,3}\.\d{1,5}(?:\.\d{1,5})?$/.test(word) ? word : ''
}

/** Hosts that hide Exim's name keep its ids: `1d18ZN-0000br-Mp`, from 4.97 on with more digits. */
function eximId({ clauses }: ReceivedParts): string | null {
  const [id = ''] = clauses.id?.words ?? []
  return /^[0-9A-Za-z]{6}-(?:[0-9A-Za-z]{6}-[0-9A-Za-z]{2}|[0-9A-Za-z]{11}-[0-9A-Za-z]{4})$/.test(id) ? '' : null
}

/** Google numbers deliveries by their time: `…3210775ilj.159.2023.01.27.00.11.25`; newer ones by a long hexadecimal word. */
function google({ clauses }: ReceivedParts): string | null {
  const [id = ''] = clauses.id?.words ?? []
  const [host = ''] = clauses.by?.words ?? []
  const isDated = id.length < 120 && /\.\d{1,3}\.\d{4}(?:\.\d\d){5}$/.test(id)
  return isDated || /(?:^|\.)google\.com$/i.test(host.slice(-255)) ? '' : null
}

/** mox writes the names of both sides with their addresses, `via tcp` since its first releases, and no comment with its name. */
function mox({ clauses }: ReceivedParts): string | null {
  const isVia = clauses.via?.words[0] === 'tcp'
  return isVia && /^\[[^\]]+\]$/.test(clauses.by?.comments[0] ?? '') ? '' : null
}

/** Cisco's gateway, once IronPort: `from a (HELO b) ([192.0.2.1]) by c with ESMTP/TLS/AES256-SHA; …`, always without an id. */
function cisco({ clauses }: ReceivedParts): string | null {
  const [protocol = ''] = clauses.with?.words ?? []
  return clauses.id === undefined && /^E?SMTP\/TLS\/\w/.test(protocol) ? '' : null
}

/** Courier's ids are three hexadecimal numbers with dots between, eight digits or more each; its words are in lower case. */
function courier({ clauses }: ReceivedParts): string | null {
  const isItsId = /^[0-9A-F]{8,16}\.[0-9A-F]{8,16}\.[0-9A-F]{8,16}$/.test((clauses.id?.words[0] ?? '').slice(0, 60))
  const isItsComment = clauses.with?.comments.some((comment) => /^TLS: ?[\w./]+,\d+bits,/.test(comment)) === true
  return isItsId || isItsComment ? '' : null
}

/** Clients are `name (HELO name) (address)`, and the queue writes a field of its own: `(qmail 1234 invoked from network)`. */
function qmail({ clauses, opening }: ReceivedParts): string | null {
  const isQueue = opening.comments.some((comment) => /^qmail \d+ invoked /.test(comment))
  const comments = clauses.from?.comments ?? []
  const isItsClient =
    clauses.id === undefined &&
    comments.some((comment) => comment.startsWith('HELO ')) &&
    comments.some((comment) => ipVersion(comment.slice(comment.lastIndexOf('@') + 1)) !== null)
  return isQueue || isItsClient ? '' : null
}
