import type { Reply } from './reply.ts'

/** What became of one attempt to hand over mail from a stranger to a stranger, as far as RCPT. Null: never answered. */
export interface RelayAttempt {
  /** The address in MAIL; empty for the null reverse-path `<>`. */
  readonly from: string
  /** The address in RCPT: nobody of this server's. */
  readonly to: string
  readonly mail: Reply | null
  readonly stranger: Reply | null
  /**
   * The answer to RCPT for the postmaster of a domain whose mail the server takes, in the same transaction; asked only where
   * such a domain is known and the stranger was not accepted. Every domain has a postmaster (RFC 5321 section 4.5.1), so it
   * shows whether the server would take anything from us. `<postmaster>` without a domain would not: Postfix accepts it
   * even from clients that it refuses everything else.
   */
  readonly postmaster: Reply | null
}

/**
 * What an attempt proves: that a server takes mail for strangers, that it refuses to, or nothing.
 *
 * - Any 2yz for the stranger is an acceptance. What the server does with the message later is not tried.
 * - A refusal counts where the server says that it is about relaying, temporarily or for good: Postfix answers
 *   `454 4.7.1 … Relay access denied` with `defer_unauth_destination`, and would every time.
 * - A permanent refusal without such words counts where the postmaster was accepted in the same transaction, and the words
 *   and codes speak of nothing else: a sender or a recipient whose domain is reserved for examples is refused by servers
 *   that look at domains, and a client on a block list by those that look at clients, whether they relay or not.
 * - 530 inside TLS asks for a log-in (RFC 4954 section 6), which strangers do not have.
 * - Anything else, such as the 450 of greylisting, proves nothing.
 *
 * @param secure whether this happened inside TLS
 */
export function relayProof(
  { mail, stranger, postmaster }: RelayAttempt,
  secure: boolean,
): 'accepted' | 'refused' | null {
  if (secure && mail?.code === LOG_IN_FIRST) return 'refused'
  if (stranger === null) return null
  if (stranger.code < 300) return 'accepted'
  if (secure && stranger.code === LOG_IN_FIRST) return 'refused'
  if (stranger.code < 400) return null
  if (RELAYING.test(stranger.lines.join(' '))) return 'refused'
  const isElse = stranger.code < 500 || isAboutOthers(stranger) || postmaster === null || postmaster.code >= 300
  return isElse ? null : 'refused'
}

/** True for an answer that asks for STARTTLS before mail (RFC 3207 section 4). In clear it may ask for a log-in, too. */
export function wantsTls({ mail, stranger }: RelayAttempt): boolean {
  return mail?.code === LOG_IN_FIRST || stranger?.code === LOG_IN_FIRST
}

/** `530 Must issue a STARTTLS command first` (RFC 3207 section 4), `530 Authentication required` (RFC 4954 section 6). */
const LOG_IN_FIRST = 530

/** "Relay access denied", "relaying denied", "relay not permitted", "Unable to relay", "allowed rcpthosts" (qmail). */
const RELAYING = /\brelay|\brcpthosts\b/i

/**
 * Subject and detail of enhanced codes that speak of the addresses themselves: 1.2, 1.4, 1.5 and 1.10 of the recipient's domain
 * (Exchange gives 1.4 and 1.5 to those of RFC 2606), 1.7, 1.8 and 7.27 of the sender's, 7.20 to 7.26 of its authentication.
 *
 * @see RFC 3463 section 3.2, RFC 7505 section 4.1, RFC 7372 section 3
 */
const OF_ADDRESSES = /^[45]\.(?:1\.(?:2|4|5|7|8|10)|7\.2[0-7])$/

/** The same in words, of servers without enhanced codes; and words about the client. */
const OTHER_REASONS: readonly RegExp[] = [
  /\bsender\b|\bSPF\b|\bDMARC\b|\bRFC ?2606\b|\bnull ?MX\b|\bunroute?able\b|\bdomain not found\b/i,
  /\bclient\b|\bblock|\bblacklist|\bDNSBL\b|\bRBL\b|\breputation\b|\breverse\b|\bPTR\b|\bHELO\b|\bEHLO\b/i,
]

function isAboutOthers({ enhanced, lines }: Reply): boolean {
  const text = lines.join(' ')
  return (enhanced !== null && OF_ADDRESSES.test(enhanced)) || OTHER_REASONS.some((reason) => reason.test(text))
}
