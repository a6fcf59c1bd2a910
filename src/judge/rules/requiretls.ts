import { matchMx } from '../../mtasts/match.ts'
import { whySilent } from '../conversation.ts'
import { mtaStsView } from '../policies/mta-sts-view.ts'
import type { AddressRule } from '../rule.ts'
import type { AddressSubject } from '../subject.ts'
import { CLEAR, found, NOT_APPLICABLE, open } from '../verdict.ts'

const KEYWORD = 'REQUIRETLS'

const inClear: AddressRule = {
  code: 'smtp-requiretls-in-clear',
  scope: 'address',
  tls: false,
  severity: 'low',
  title: 'REQUIRETLS is announced before TLS has started',
  source: ['RFC 8689 section 2'],
  explain:
    'The answer to EHLO in clear announces REQUIRETLS, a promise that messages pass over proved TLS only. It belongs inside TLS: what stands in clear may have been written by anyone on the path, and no sender may act on it. A server that announces it there has often not understood what it promises.',
  fix: { any: 'Update the mail server, or switch the extension off; it has to be announced after STARTTLS only.' },
  verify: 'printf "EHLO test.example\\r\\nQUIT\\r\\n" | nc {address} {port}',
  check: ({ server }) => {
    if (server.mode === 'implicit') return NOT_APPLICABLE
    const { ehlo } = server.smtp
    if (ehlo === null) return open(whySilent(server))
    const announced = ehlo.extensions.find(({ keyword }) => keyword === KEYWORD)
    return announced === undefined ? CLEAR : found({ kind: 'extension', ...announced })
  },
}

const notOffered: AddressRule = {
  code: 'requiretls-not-offered',
  scope: 'address',
  tls: true,
  severity: 'info',
  title: 'Senders cannot insist on TLS for a single message',
  source: ['RFC 8689 section 2', 'RFC 8689 section 4.2.1'],
  explain:
    'With REQUIRETLS a sender can mark a message so that it travels over proved TLS on every hop, or comes back. This domain proves its mail servers by DNSSEC or MTA-STS, as the extension wants it, but this server does not announce it, so that marked messages come back with 5.7.30. Few servers know the extension yet, and mail without the mark is not affected. Where nothing proves the servers, announcing it would be of no use, and the question is not asked.',
  fix: {
    any: 'Nothing has to be done. Where the mail server knows the extension, switch it on, so that it is announced inside TLS.',
  },
  verify: 'openssl s_client {starttls}-connect {connect} -servername {host}',
  check: (subject) => {
    const { port, mode, smtp } = subject.server
    if (port !== 25 || mode === 'implicit' || !isProved(subject)) return NOT_APPLICABLE
    if (smtp.starttls.state === 'refused') return NOT_APPLICABLE
    if (smtp.ehloAfterTls === null) return open(whySilent(subject.server))
    const isOffered = smtp.ehloAfterTls.extensions.some(({ keyword }) => keyword === KEYWORD)
    return isOffered ? CLEAR : found({ kind: 'no-extension', keyword: KEYWORD, greeting: 'ehlo' })
  },
}

/** REQUIRETLS: announced where it counts, and nowhere else. */
export const REQUIRETLS_RULES: readonly AddressRule[] = [inClear, notOffered]

/** True when senders can prove that the domain means this server, without which they must not use the extension. */
function isProved(subject: AddressSubject): boolean {
  const { facts, names } = subject
  if (facts.route !== 'mx') return facts.route === 'implicit'
  if (facts.mx?.dnssec.status === 'secure') return true
  const view = mtaStsView(facts)
  return (
    view.state === 'valid' &&
    view.policy.mode !== 'none' &&
    names.some((name) => matchMx(name, view.policy.mx) !== null)
  )
}
