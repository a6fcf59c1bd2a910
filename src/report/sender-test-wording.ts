import type { TlsVersion } from '../base/answer.ts'
import type { SenderTestSession } from '../facts/sender-test-facts.ts'
import { harmless } from './harmless.ts'
import type { SenderTestCase } from './sender-test-document.ts'
import type { SenderTestOutcome } from './sender-test-meaning.ts'

/** What came, in a word or two. */
export const OUTCOME_WORDS: Readonly<Record<SenderTestOutcome, string>> = {
  encrypted: 'encrypted',
  clear: 'in clear',
  refused: 'came, gave nothing',
  never: 'never came',
  injected: 'obeyed forged lines',
  required: 'with REQUIRETLS',
  relaxed: 'without demands',
  waiting: 'not yet',
  untried: 'nobody asked',
  unserved: 'not served here',
}

const VERSIONS: Readonly<Record<TlsVersion, string>> = {
  ssl2: 'SSL 2.0',
  ssl3: 'SSL 3.0',
  tls10: 'TLS 1.0',
  tls11: 'TLS 1.1',
  tls12: 'TLS 1.2',
  tls13: 'TLS 1.3',
}

const UNSERVED: Readonly<Record<NonNullable<SenderTestCase['unserved']>, string>> = {
  'no-ipv4': 'the service has no IPv4 address for it',
  'no-ipv6': 'the service has no IPv6 address for it',
  'no-address': 'the service has too few addresses',
}

const LONGEST = 120

/** How the session that decided was encrypted, or why nothing came of it. */
export function howItCame(each: SenderTestCase): string {
  if (each.unserved !== null) return UNSERVED[each.unserved]
  const decisive =
    each.sessions.findLast(
      ({ message, tls }) => message === 'accepted' && (each.outcome !== 'clear' || tls === null),
    ) ?? each.sessions.at(-1)
  if (decisive === undefined) return ''
  const failed = each.sessions.find(({ tlsFailure }) => tlsFailure !== null)?.tlsFailure
  const isFallback = each.outcome === 'clear' && decisive.starttls === 'not-asked' && failed !== undefined
  return isFallback ? `TLS failed (${harmless(failed?.reason ?? '', LONGEST)}), then without` : sessionWords(decisive)
}

/** One session in a line. Everything that the peer said is harmless. */
export function sessionWords(session: SenderTestSession): string {
  const { tls, tlsFailure, starttls, message } = session
  const transport = tls === null ? clearWords(starttls, tlsFailure) : tlsWords(tls)
  const end = MESSAGE_WORDS[message]
  return end === '' ? transport : `${transport}; ${end}`
}

const MESSAGE_WORDS: Readonly<Record<SenderTestSession['message'], string>> = {
  accepted: '',
  deferred: 'told to come back',
  refused: 'the message was refused',
  unfinished: 'it named the recipient and left',
  none: 'it left',
}

function tlsWords({ version, suite, group, sni, clientCertificate }: NonNullable<SenderTestSession['tls']>): string {
  const parts = [
    VERSIONS[version],
    harmless(suite, LONGEST),
    ...(group === null ? [] : [harmless(group, LONGEST)]),
    ...(sni === null ? [] : ['SNI']),
    ...(clientCertificate ? ['client certificate'] : []),
  ]
  return parts.join(' ')
}

function clearWords(starttls: SenderTestSession['starttls'], failure: SenderTestSession['tlsFailure']): string {
  if (failure !== null) return `TLS failed (${harmless(failure.reason, LONGEST)})`
  switch (starttls) {
    case 'asked':
      return 'TLS was begun'
    case 'not-asked':
      return 'it did not ask for TLS'
    case 'not-offered':
      return 'no TLS was offered'
    case 'refused':
      return 'TLS was refused to it'
    default:
      return starttls satisfies never
  }
}

/** What was asked about the names of a case, in a few words; empty when nothing was. */
export function lookupWords({
  lookups,
  names,
}: Pick<SenderTestCase, 'lookups'> & { readonly names: 'all' | 'policies' }): string {
  const { mx, address, tlsa, policyRecord, policy } = lookups
  const parts = [
    ...(names === 'all' && mx > 0 ? ['MX'] : []),
    ...(names === 'all' && address > 0 ? ['address'] : []),
    ...(tlsa > 0 ? ['TLSA'] : []),
    ...(policyRecord > 0 ? ['MTA-STS record'] : []),
    ...(policy > 0 ? ['MTA-STS policy'] : []),
  ]
  return parts.join(', ')
}

/** A time span for people: `40 s`, `12 min`, `3 h`. */
export function spanWords(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`
}
