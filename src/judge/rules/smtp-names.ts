import type { Unknown } from '../../base/answer.ts'
import { ipVersion } from '../../base/ip-address.ts'
import type { DomainFacts } from '../../facts/domain-facts.ts'
import type { ReverseFacts } from '../../facts/policy-facts.ts'
import { whyFailed, whySilent } from '../conversation.ts'
import type { AddressRule, ExchangerRule } from '../rule.ts'
import { type AddressSubject, whyLeftOut } from '../subject.ts'
import { CLEAR, found, NOT_APPLICABLE, open, settle, type Verdict } from '../verdict.ts'

const DIG_REVERSE = 'dig +short -x {address}'

const ptrMissing: AddressRule = {
  code: 'smtp-ptr-missing',
  scope: 'address',
  tls: false,
  severity: 'info',
  title: 'The address has no name in the reverse zone',
  source: ['RFC 1912 section 2.1'],
  explain:
    'There is no PTR record for this address. Receiving mail does not need one. If the same machine sends mail, many receivers refuse it for that alone, so that answers and bounces do not arrive.',
  fix: { any: 'Have whoever assigned the address publish a PTR record with the name of the machine.' },
  verify: DIG_REVERSE,
  check: (subject) =>
    byReverse(subject, ({ ptr }) => {
      return ptr.records.length > 0
        ? CLEAR
        : found({ kind: 'lookup', name: ptr.name, type: 'PTR', outcome: ptr.outcome })
    }),
}

const ptrMismatch: AddressRule = {
  code: 'smtp-ptr-mismatch',
  scope: 'address',
  tls: false,
  severity: 'info',
  title: 'The name of the address does not lead back to it',
  source: ['RFC 1912 section 2.1'],
  explain:
    'The reverse zone names a host for this address, and that host has other addresses or none. Anybody can publish such a name, so receivers of mail from this machine trust it no more than an address without a name.',
  fix: { any: 'Make the PTR record and the address record of the name agree.' },
  verify: DIG_REVERSE,
  check: (subject) =>
    byReverse(subject, ({ address, ptr, forward }) => {
      if (ptr.records.length === 0) return NOT_APPLICABLE
      if (forward.some(({ records }) => records.includes(address))) return CLEAR
      const failed = forward.find(({ outcome }) => outcome === 'failed')
      if (failed !== undefined) return open(failed.failure === undefined ? 'unreachable' : whyFailed(failed.failure))
      // Of many names only the first are followed, and one of the others may lead back.
      if (ptr.records.length > forward.length) return open('budget')
      return found({ kind: 'reverse-names', address, names: ptr.records })
    }),
}

const nameMismatch: AddressRule = {
  code: 'smtp-name-mismatch',
  scope: 'address',
  tls: false,
  severity: 'info',
  title: 'The server greets with another name than the one in the MX record',
  source: ['RFC 5321 section 4.1.1.1', 'RFC 5321 section 4.2'],
  explain:
    'The name in the answer to EHLO is not the name that mail was sent to. Farms of servers do that on purpose and nothing breaks; on a single machine it often shows a name that was never set, and then its own mail goes out under it.',
  fix: {
    any: 'Set the name of the mail server to a host name with an address.',
    postfix: 'myhostname = mx1.example.org',
    exim: 'primary_hostname = mx1.example.org',
  },
  verify: 'nc {address} {port}',
  check: ({ facts, server, names }) => {
    const name = server.smtp.ehlo?.domain ?? null
    if (name === null) return server.mode === 'implicit' ? NOT_APPLICABLE : open(whySilent(server))
    if (names.every((each) => ipVersion(each) !== null)) return NOT_APPLICABLE
    const said = name.toLowerCase().replace(/\.$/, '')
    return names.includes(said) || aliasesOf(facts, names).includes(said)
      ? CLEAR
      : found({ kind: 'greeting-name', name: said, expected: names[0] ?? '' })
  },
}

/** Names that exchangers are aliases of. */
function aliasesOf({ exchangers }: DomainFacts, names: readonly string[]): readonly string[] {
  return exchangers
    .filter(({ host }) => names.includes(host))
    .flatMap(({ v4, v6 }) => [...(v4?.cnames ?? []), ...(v6?.cnames ?? [])])
}

const ipv6Unreachable: ExchangerRule = {
  code: 'smtp-ipv6-unreachable',
  scope: 'mx',
  severity: 'low',
  title: 'The exchanger does not answer over IPv6',
  source: ['RFC 5321 section 5.1', 'RFC 8305'],
  explain:
    'The exchanger has an IPv6 address that does not take connections, while IPv4 works. Senders that prefer IPv6 lose time on every message before they fall back, and those that have nothing else do not deliver.',
  fix: { any: 'Have the mail server listen on its IPv6 address and let port 25 through, or remove the AAAA record.' },
  verify: 'nc -6 -vz {host} 25',
  check: ({ exchanger, servers }) => {
    const v6 = servers.filter(({ server }) => ipVersion(server.address) === 6)
    const v4 = servers.filter(({ server }) => ipVersion(server.address) === 4)
    if (exchanger.v6?.outcome !== 'records') return NOT_APPLICABLE
    const leftOut = whyLeftOut(exchanger.servers.filter(({ address }) => ipVersion(address) === 6))
    const dead = v6.filter((subject) => reachability(subject) === false)
    const v4Works = v4.some((subject) => reachability(subject) === true)
    if (dead.length > 0 && !v4Works) return NOT_APPLICABLE
    return settle(
      dead.length === 0 ? [] : [{ kind: 'addresses', addresses: dead.map(({ server }) => server.address) }],
      [...leftOut, ...v6.flatMap(whyUntried)],
      v6.length,
    )
  },
}

/** True for a connection that stood, false for one that failed, null for none that was tried or could be from here. */
function reachability({ server: { smtp } }: AddressSubject): boolean | null {
  if (smtp.reachable.state === 'accepted') return true
  if (smtp.reachable.state === 'unknown' && smtp.reachable.why === 'local') return null
  const failure = smtp.failure?.code ?? ''
  return failure.startsWith('tcp-') ? false : null
}

function whyUntried(subject: AddressSubject): readonly Unknown[] {
  const { reachable } = subject.server.smtp
  if (reachability(subject) !== null) return []
  return [reachable.state === 'unknown' && reachable.why === 'local' ? 'local' : 'unreachable']
}

/** Names and addresses: what a server is called, by itself and by others. */
export const SMTP_NAME_RULES: readonly (AddressRule | ExchangerRule)[] = [
  nameMismatch,
  ptrMissing,
  ptrMismatch,
  ipv6Unreachable,
]

function byReverse({ facts, server }: AddressSubject, decide: (reverse: ReverseFacts) => Verdict): Verdict {
  if (facts.kind === 'server') return NOT_APPLICABLE
  const reverse = facts.reverse.find(({ address }) => address === server.address)
  if (reverse === undefined) return open('not-asked')
  const { ptr } = reverse
  const why: Unknown = ptr.failure === undefined ? 'unreachable' : whyFailed(ptr.failure)
  return ptr.outcome === 'failed' ? open(why) : decide(reverse)
}
