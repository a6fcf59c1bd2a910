import type {
  DirectionFacts,
  LogFacts,
  LogSoftware,
  Shares,
  Stricter,
  StricterCode,
  TlsFailure,
  Trust,
} from '../facts/log-facts.ts'

/** A stricter setting in words: what it is, how to set it, and what becomes of those that it turns away. */
export interface SettingWords {
  readonly title: string
  readonly postfix: string
  readonly exim: string
  /** The end of a sentence that begins with who they are. */
  readonly effect: string
}

/** The settings of `maillog/stricter.ts` in words. */
export const SETTING_WORDS: Readonly<Record<StricterCode, SettingWords>> = {
  'out-encrypt': {
    title: 'If you require encryption on the way out',
    postfix: 'smtp_tls_security_level = encrypt',
    exim: 'hosts_require_tls = *',
    effect: 'would not get their mail',
  },
  'out-tls12': {
    title: 'If you refuse TLS 1.0 and 1.1 on the way out',
    postfix: 'smtp_tls_protocols = >=TLSv1.2',
    exim: 'tls_require_ciphers = NORMAL:-VERS-TLS1.1:-VERS-TLS1.0',
    effect: 'would get their mail in clear, or not at all where encryption is required',
  },
  'out-forward-secrecy': {
    title: 'If you require forward secrecy on the way out',
    postfix: 'smtp_tls_exclude_ciphers = kRSA',
    exim: 'tls_require_ciphers = NORMAL:-RSA',
    effect: 'would get their mail in clear, or not at all where encryption is required',
  },
  'out-verify': {
    title: 'If you require certificates that can be verified',
    postfix: 'smtp_tls_security_level = secure',
    exim: 'tls_verify_hosts = *',
    effect: 'would not get their mail',
  },
  'in-encrypt': {
    title: 'If you require encryption on the way in',
    postfix: 'smtpd_tls_security_level = encrypt',
    exim: 'require encrypted = * (in acl_smtp_mail)',
    effect: 'could not send to you',
  },
  'in-tls12': {
    title: 'If you refuse TLS 1.0 and 1.1 on the way in',
    postfix: 'smtpd_tls_protocols = >=TLSv1.2',
    exim: 'tls_require_ciphers = NORMAL:-VERS-TLS1.1:-VERS-TLS1.0',
    effect: 'would send in clear, or could not send',
  },
  'in-forward-secrecy': {
    title: 'If you require forward secrecy on the way in',
    postfix: 'smtpd_tls_exclude_ciphers = kRSA',
    exim: 'tls_require_ciphers = NORMAL:-RSA',
    effect: 'would send in clear, or could not send',
  },
}

/** Levels of trust in words. */
export const TRUST_WORDS: Readonly<Record<Trust, string>> = {
  verified: 'verified (DANE, or as a policy demands)',
  trusted: 'trusted',
  untrusted: 'not trusted',
  anonymous: 'anonymous',
  unknown: 'not logged',
}

/** Failed deliveries in words. */
export const FAILURE_WORDS: Readonly<Record<TlsFailure, string>> = {
  'not-offered': 'TLS was required and not offered',
  refused: 'TLS was required and refused',
  handshake: 'the TLS handshake failed',
  certificate: 'the certificate was not good enough',
}

/** What the log comes to, in one sentence. */
export function logsVerdict({ in: incoming, out }: LogFacts): string {
  const parts = [
    directionWords(incoming, 'of the mail that came in'),
    directionWords(out, 'of the mail that went out'),
  ].filter((part) => part !== null)
  if (parts.length > 0) return `${parts.join(', and ').replace(/^all/, 'All')}.`
  if (incoming.messages + out.messages > 0) return 'Mail passed, but this log does not say how it was protected.'
  return 'No mail between machines is in this log.'
}

function directionWords(shares: Shares, what: string): string | null {
  const known = shares.encrypted + shares.clear
  if (known === 0) return null
  const share = shares.clear === 0 ? 'all' : percent(shares.encrypted, known)
  return `${share} ${what} was encrypted`
}

/** A share for people; never 100 % or 0 % when that is not exact. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–'
  const value = (part / whole) * 100
  if (part === whole) return '100 %'
  if (part > 0 && value < 0.1) return '<0.1 %'
  return `${Math.min(99.9, Math.floor(value * 10) / 10)} %`
}

/** What a setting would do, in one sentence. */
export function stricterSentence({ code, peers, messages }: Stricter): string {
  const { effect } = SETTING_WORDS[code]
  const isOut = code.startsWith('out-')
  const who = isOut ? (peers === 1 ? 'destination' : 'destinations') : peers === 1 ? 'sender' : 'senders'
  if (peers === 0) return `no ${isOut ? 'destination' : 'sender'} of this log would notice`
  return `${count(peers)} ${who} ${effect} (${messagesOf(messages)})`
}

/** What to do where the log says nothing about TLS; null where it does. */
export function silenceAdvice(facts: LogFacts, direction: 'in' | 'out'): string | null {
  const { unknown, encrypted }: DirectionFacts = facts[direction]
  if (unknown === 0 || encrypted > 0) return null
  const isPostfix = facts.software.some(({ name }) => name === 'postfix')
  const setting = direction === 'in' ? 'smtpd_tls_loglevel = 1' : 'smtp_tls_loglevel = 1'
  const how = isPostfix ? `: set ${setting} in Postfix` : ': add tls_cipher to log_selector in Exim'
  return `Nothing is logged about TLS on the way ${direction}${how}`
}

/** How a setting is made in the programs of a log, one line each; none for Sendmail, whose settings are macros. */
export function settingsOf(code: StricterCode, programs: readonly LogSoftware[]): readonly string[] {
  const { postfix, exim } = SETTING_WORDS[code]
  const known = [
    { name: 'Postfix', setting: postfix, isThere: programs.includes('postfix') },
    { name: 'Exim', setting: exim, isThere: programs.includes('exim') },
  ].filter(({ isThere }) => isThere)
  return known.map(({ name, setting }) => (known.length > 1 ? `${name}: ${setting}` : setting))
}

/** How many messages, in words. */
export function messagesOf(number: number): string {
  return `${count(number)} ${number === 1 ? 'message' : 'messages'}`
}

/** A number with a comma between thousands. */
export function count(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',')
}
