import { CLIENT_LEVELS, type ClientLevel } from './outbound-client.ts'

/** What became of a message. */
export type LevelOutcome =
  | { readonly result: 'authenticated' | 'encrypted' | 'plaintext'; readonly note?: string }
  | { readonly result: 'deferred'; readonly status: string | null; readonly note?: string }
  | { readonly result: 'not-measured' }

/** A receiver, or an attack on the way to it. */
export interface LevelSituation {
  readonly situation: string
  /** True when somebody on the path, or a fault of the receiver, is at work. */
  readonly attack: boolean
  readonly outcomes: Readonly<Record<MeasuredLevel, LevelOutcome>>
}

/** The levels that were measured. */
export const MEASURED_LEVELS = ['may', 'encrypt', 'dane', 'dane-only', 'secure'] as const

/** One of {@link MEASURED_LEVELS}. */
export type MeasuredLevel = (typeof MEASURED_LEVELS)[number]

/** Where the outcomes come from. */
export const LEVELS_SOURCE = 'measured with Postfix 3.7.11'

const encrypted: LevelOutcome = { result: 'encrypted' }
const authenticated: LevelOutcome = { result: 'authenticated' }
const plaintext: LevelOutcome = { result: 'plaintext' }
const ignored: LevelOutcome = { result: 'encrypted', note: 'TLSA is ignored' }
const unmeasured: LevelOutcome = { result: 'not-measured' }

function deferred(status: string | null, note?: string): LevelOutcome {
  return note === undefined ? { result: 'deferred', status } : { result: 'deferred', status, note }
}

function row(
  situation: string,
  attack: boolean,
  [may, encrypt, dane, daneOnly, secure]: readonly [
    LevelOutcome,
    LevelOutcome,
    LevelOutcome,
    LevelOutcome,
    LevelOutcome,
  ],
): LevelSituation {
  return { situation, attack, outcomes: { may, encrypt, dane, 'dane-only': daneOnly, secure } }
}

/** What a real Postfix did with a message at each level. The certificate is valid for the domain unless the row says otherwise. */
export const LEVEL_SITUATIONS: readonly LevelSituation[] = [
  row('TLSA record that matches', false, [encrypted, encrypted, authenticated, authenticated, authenticated]),
  row('TLSA record that does not match', true, [
    encrypted,
    encrypted,
    deferred('4.7.5'),
    deferred('4.7.5'),
    { result: 'authenticated', note: 'the certificate itself is valid' },
  ]),
  row('STARTTLS stripped; the domain has TLSA', true, [
    plaintext,
    deferred('4.7.4'),
    deferred('4.7.4'),
    deferred('4.7.4'),
    deferred('4.7.4'),
  ]),
  row('454 forged; the domain has TLSA', true, [
    plaintext,
    deferred('4.7.0'),
    deferred('4.7.0'),
    deferred('4.7.0'),
    deferred('4.7.0'),
  ]),
  row('expired certificate; TLSA 3 1 1 matches', false, [
    encrypted,
    encrypted,
    { result: 'authenticated', note: 'expiry does not count' },
    authenticated,
    deferred('4.7.5'),
  ]),
  row('expired certificate; TLSA 2 1 1', true, [
    encrypted,
    encrypted,
    deferred('4.7.5'),
    deferred('4.7.5'),
    deferred('4.7.5'),
  ]),
  row('no TLSA record', false, [
    encrypted,
    encrypted,
    encrypted,
    deferred(null, 'no TLSA records found'),
    authenticated,
  ]),
  row('no TLSA record; STARTTLS stripped or 454 forged', true, [
    plaintext,
    deferred(null),
    plaintext,
    deferred(null),
    deferred(null),
  ]),
  row('wrong TLSA in a zone without DNSSEC', false, [
    encrypted,
    encrypted,
    ignored,
    deferred(null, 'non DNSSEC destination'),
    authenticated,
  ]),
  row('DNSSEC of the zone is bogus', true, [
    deferred('4.4.3'),
    deferred(null),
    deferred(null),
    deferred(null),
    deferred(null),
  ]),
  row('the lookup of TLSA fails', true, [
    encrypted,
    encrypted,
    deferred(null, 'TLSA lookup error'),
    deferred(null),
    unmeasured,
  ]),
  row('one TLSA record matches, one does not', false, [
    encrypted,
    encrypted,
    authenticated,
    authenticated,
    authenticated,
  ]),
  row('TLSA record that cannot be used (0 0 1)', false, [
    encrypted,
    encrypted,
    encrypted,
    deferred(null, 'TLSA records unusable'),
    authenticated,
  ]),
]

/** A level in words, and when it is right. */
export interface LevelExplanation {
  readonly level: ClientLevel
  readonly summary: string
  readonly advice: string
}

const EXPLANATIONS: Readonly<Record<ClientLevel, Omit<LevelExplanation, 'level'>>> = {
  none: {
    summary: 'No TLS: everything goes out in clear.',
    advice: 'For fault-finding with a single partner, never for all.',
  },
  may: {
    summary: 'TLS where it is offered, and clear text where it is not or fails. The certificate does not count.',
    advice:
      'Set dane instead: it does the same for domains without TLSA records, and withstands attackers for those with them.',
  },
  encrypt: {
    summary: 'TLS or nothing; the certificate does not count, so that an attacker may show one of their own.',
    advice: 'For single partners. For all it defers mail to every server without TLS.',
  },
  fingerprint: {
    summary: 'TLS, with a certificate or key whose fingerprint you list.',
    advice: 'For single partners in smtp_tls_policy_maps, who tell you before they change their key.',
  },
  verify: {
    summary:
      'TLS, with a valid certificate for the name of the mail exchanger. The name comes from the DNS, which an attacker may forge.',
    advice: 'Hardly ever: secure does not depend on the DNS.',
  },
  secure: {
    summary: 'TLS, with a valid certificate for the domain, or for the names that match= lists.',
    advice: 'For partners, and what a policy server answers for MTA-STS.',
  },
  dane: {
    summary:
      'DANE where the domain has secure TLSA records: then TLS and the right key, or no mail. For all others it is may.',
    advice: 'For all mail. It needs smtp_dns_support_level = dnssec and a validating resolver on the same machine.',
  },
  'dane-only': {
    summary: 'DANE or nothing: domains without usable TLSA records get no mail.',
    advice: 'For single partners in smtp_tls_policy_maps.',
  },
}

/** What a level means; null for a word that is none. */
export function explainLevel(word: string): LevelExplanation | null {
  const level = CLIENT_LEVELS.find((known) => known === word)
  return level === undefined ? null : { level, ...EXPLANATIONS[level] }
}
