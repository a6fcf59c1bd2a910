import type { Failure } from '../../base/failure.ts'
import type { ServerFacts } from '../../facts/server-facts.ts'
import { isTransient, whyFailed, whySilent } from '../conversation.ts'
import type { Evidence } from '../evidence.ts'
import type { AddressRule } from '../rule.ts'
import { CLEAR, found, NOT_APPLICABLE, open, type Verdict } from '../verdict.ts'

const CONNECT = 'openssl s_client {starttls}-connect {connect} -servername {host}'

const unreachable: AddressRule = {
  code: 'smtp-unreachable',
  scope: 'address',
  tls: false,
  severity: 'medium',
  title: 'The server refuses connections',
  source: ['RFC 5321 section 5.1'],
  explain:
    'No TCP connection to this address came about: the machine refused it, or no route led there. Senders go on to the next address or exchanger, and queue when none is left. Seen from one place only; networks that block outgoing port 25 look the same from within.',
  fix: {
    any: 'Check that the mail server runs and listens on this address, and that no firewall in front of it refuses the port. Remove addresses that are no longer in use from DNS.',
  },
  verify: 'nc -vz {address} {port}',
  check: ({ server }) =>
    ofConversation(server, ({ code }) => code === 'tcp-refused' || code === 'tcp-unreachable', 'connection'),
}

const timeout: AddressRule = {
  code: 'smtp-timeout',
  scope: 'address',
  tls: false,
  severity: 'medium',
  title: 'The server does not answer in time',
  source: ['RFC 5321 section 4.5.3.2'],
  explain:
    'The connection, the greeting or the answer to EHLO did not come within the time that was allowed here. Senders wait longer, up to five minutes for each of them, then try elsewhere or later. A network that blocks outgoing port 25 looks the same from within.',
  fix: {
    any: 'Check the load of the server and the lookups it makes before it greets. If a firewall drops the packets, let it refuse them instead.',
  },
  verify: CONNECT,
  check: ({ server }) =>
    ofConversation(
      server,
      (failure) => failure.code === 'tcp-timeout' || (failure.code === 'stream-timeout' && isGreeting(failure.during)),
      'greeting',
    ),
}

const refused: AddressRule = {
  code: 'smtp-refused',
  scope: 'address',
  tls: false,
  severity: 'medium',
  title: 'The server turns the client away before mail can be sent',
  source: ['RFC 5321 section 3.1', 'RFC 5321 section 4.2.1'],
  explain:
    'The server greeted with a permanent refusal, or closed the connection without a greeting. If every client gets that answer, no mail arrives here; if only this one does, for instance because its address is on a block list, nothing else could be learnt from here.',
  fix: {
    any: 'Check whether other clients get the same answer. If so, the server or what stands in front of it refuses all mail.',
  },
  verify: CONNECT,
  check: ({ server }) => {
    const { banner } = server.smtp
    if (banner !== null && banner.code >= 500) {
      return found({ kind: 'reply', code: banner.code, text: banner.lines.join(' ') })
    }
    return ofConversation(
      server,
      (failure) =>
        (failure.code === 'smtp-refused' && isGreeting(failure.during) && failure.reply >= 500) ||
        ((failure.code === 'stream-closed' || failure.code === 'stream-reset') && failure.during === 'banner'),
      'greeting',
    )
  },
}

const rateLimited: AddressRule = {
  code: 'smtp-rate-limited',
  scope: 'address',
  tls: false,
  severity: 'info',
  title: 'The server asks the client to come back later',
  source: ['RFC 5321 section 4.2.1', 'RFC 5321 section 3.8'],
  explain:
    'Part of the connections got a temporary refusal, such as 421. Most servers limit how often one client may connect, which is their right; the audit stopped there. What it could not ask is listed as not determined, and a later run can go on from this report.',
  fix: {
    any: 'Nothing to do. To audit your own server in one go, exempt the auditing host from the limit for a while.',
  },
  verify: CONNECT,
  check: ({ server }) => {
    const { banner, failure } = server.smtp
    if (banner !== null && isTransient(banner.code)) {
      return found({ kind: 'reply', code: banner.code, text: banner.lines.join(' ') })
    }
    const failures = [failure, ...server.probes.map((probe) => probe.failure)]
    const reply = failures.flatMap((each) => laterReply(each) ?? [])[0]
    if (reply !== undefined) return found(reply)
    return server.smtp.reachable.state === 'accepted' ? CLEAR : open(whySilent(server))
  },
}

const bannerInvalid: AddressRule = {
  code: 'smtp-banner-invalid',
  scope: 'address',
  tls: false,
  severity: 'medium',
  title: 'The greeting is not one of SMTP',
  source: ['RFC 5321 section 4.2', 'RFC 5321 section 4.3.1'],
  explain:
    'What the server sent first is not a greeting with code 220. Strict senders give up on it. Often another service answers on the port, or a device in between rewrites the greeting.',
  fix: { any: 'Check which program listens on this port, and switch off SMTP inspection in firewalls in front of it.' },
  verify: 'nc {address} {port}',
  check: ({ server }) => {
    const { banner } = server.smtp
    if (banner !== null && banner.code !== 220 && banner.code < 400) {
      return found({ kind: 'reply', code: banner.code, text: banner.lines.join(' ') })
    }
    return ofConversation(
      server,
      (failure) =>
        (failure.code === 'smtp-malformed' || failure.code === 'stream-too-long') && failure.during === 'banner',
      'greeting',
    )
  },
}

const greetingSlow: AddressRule = {
  code: 'smtp-greeting-slow',
  scope: 'address',
  tls: false,
  severity: 'info',
  title: 'The greeting takes long',
  source: ['RFC 5321 section 4.5.3.2'],
  explain:
    'The server waits before it greets. Some do so on purpose, because programs that send spam rarely wait; senders of real mail must allow five minutes. It makes every delivery slower and holds connections open on both sides.',
  fix: {
    any: 'If the delay is meant, nothing. Otherwise look at the lookups the server makes for each client, such as reverse names and block lists that no longer answer.',
    postfix: 'postscreen_greet_wait = 6s',
  },
  verify: `time ${CONNECT}`,
  check: ({ server, profile }) => {
    const { banner } = server.smtp
    if (banner === null) return open(whySilent(server))
    return banner.milliseconds > profile.greetingMilliseconds
      ? found({ kind: 'delay', milliseconds: banner.milliseconds })
      : CLEAR
  },
}

const ehloRejected: AddressRule = {
  code: 'smtp-ehlo-rejected',
  scope: 'address',
  tls: false,
  severity: 'high',
  title: 'EHLO gets no usable answer',
  source: ['RFC 5321 section 2.2.1', 'RFC 3207 section 4'],
  explain:
    'The server refuses EHLO, knows only the old HELO, or answers with something that is no reply. Extensions are announced in the answer to EHLO, so there is no STARTTLS without it: mail to this address travels in clear, or not at all.',
  fix: { any: 'Update the mail server, or switch off the device in front of it that filters SMTP commands.' },
  verify: CONNECT,
  check: ({ server }) => {
    const { ehlo } = server.smtp
    if (ehlo?.kind === 'ehlo') return CLEAR
    if (ehlo?.kind === 'helo') return found({ kind: 'no-extension', keyword: 'EHLO', greeting: 'helo' })
    return ofConversation(
      server,
      (failure) =>
        'during' in failure &&
        failure.during !== 'banner' &&
        isGreeting(failure.during) &&
        (failure.code === 'smtp-malformed' ||
          failure.code === 'stream-too-long' ||
          (failure.code === 'smtp-refused' && failure.reply >= 500)),
      'ehlo',
    )
  },
}

/** Mechanisms that send a password, or a token that is as good, as it is. */
const READABLE_MECHANISMS: readonly string[] = ['PLAIN', 'LOGIN', 'XOAUTH2', 'OAUTHBEARER']

const authInClear: AddressRule = {
  code: 'smtp-auth-in-clear',
  scope: 'address',
  tls: false,
  severity: 'medium',
  cases: [{ when: { port: 'submission' }, severity: 'high', because: 'users log in there, so passwords do pass' }],
  title: 'Passwords may be sent without encryption',
  source: ['RFC 4954 section 4', 'RFC 8314 section 3.3'],
  explain:
    'The server offers a log-in with a readable password or token before TLS has started. A mail program that is not set up to insist on TLS sends it in clear, and anyone on the path can read it.',
  fix: {
    any: 'Offer AUTH only inside TLS; on port 25, where users do not log in, not at all.',
    postfix: 'smtpd_tls_auth_only = yes',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how Exim writes expansions
    exim: 'auth_advertise_hosts = ${if eq{$tls_in_cipher}{}{}{*}}',
    exchange: 'Set-ReceiveConnector NAME -AuthMechanism Tls,BasicAuth,BasicAuthRequireTLS',
  },
  verify: 'printf "EHLO test.example\\r\\nQUIT\\r\\n" | nc {address} {port}',
  check: ({ server }) => {
    if (server.mode === 'implicit') return NOT_APPLICABLE
    const { ehlo } = server.smtp
    if (ehlo === null) return open(whySilent(server))
    const auth = ehlo.extensions.find(({ keyword }) => keyword === 'AUTH')
    const readable = auth?.parameters.filter((mechanism) => READABLE_MECHANISMS.includes(mechanism.toUpperCase())) ?? []
    return readable.length > 0 ? found({ kind: 'extension', keyword: 'AUTH', parameters: readable }) : CLEAR
  },
}

/** How the server behaves in SMTP, before and beside TLS. */
export const SMTP_RULES: readonly AddressRule[] = [
  unreachable,
  timeout,
  refused,
  rateLimited,
  bannerInvalid,
  greetingSlow,
  ehloRejected,
  authInClear,
]

/**
 * The reply by which a server asks to come back later: 421, which ends a connection whatever was asked (RFC 5321 section
 * 3.8), or any 4yz but one to STARTTLS, which is about TLS.
 */
function laterReply(failure: Failure | null): (Evidence & { readonly kind: 'reply' }) | null {
  const isLater =
    (failure?.code === 'smtp-refused' && isTransient(failure.reply)) ||
    (failure?.code === 'starttls-refused' && failure.reply === 421)
  return isLater ? { kind: 'reply', code: failure.reply, text: failure.text } : null
}

/** Steps of a session until the server has answered our greeting. */
function isGreeting(during: string): boolean {
  return during === 'banner' || during === 'ehlo' || during === 'helo'
}

/** Failures that say what we did, not what the server does. */
const OURS: ReadonlySet<Failure['code']> = new Set(['budget-spent', 'cancelled'])

/**
 * A finding that one failure of the first conversation proves. A conversation that came as far as the question settles
 * it; so does another failure of the server, for it failed otherwise.
 */
function ofConversation(
  server: ServerFacts,
  proves: (failure: Failure) => boolean,
  until: 'connection' | 'greeting' | 'ehlo',
): Verdict {
  const { reachable, banner, ehlo, failure } = server.smtp
  // What this machine cannot do says nothing about the server.
  const local = reachable.state === 'unknown' && reachable.why === 'local'
  if (failure !== null && !local && proves(failure)) return found({ kind: 'failure', failure })
  const reached = { connection: reachable.state === 'accepted', greeting: banner !== null, ehlo: ehlo !== null }[until]
  if (reached) return CLEAR
  if (local) return open('local')
  if (until === 'ehlo' || failure === null || OURS.has(failure.code)) return open(whySilent(server))
  return failure.code.startsWith('tcp-') || failure.code.startsWith('stream-') ? CLEAR : open(whyFailed(failure))
}
